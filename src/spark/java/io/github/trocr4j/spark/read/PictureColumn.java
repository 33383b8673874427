package io.github.trocr4j.spark.read;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where the pictures of a DataFrame are: in a column of bytes, or in files that a column of paths names. Of a file no more
 * is read than a picture may have.
 *
 * @param path index of the column of paths, or -1
 * @param bytes index of the column of bytes, or -1: then the files are opened
 */
record PictureColumn(int path, int bytes) implements Serializable {
    private static final Pattern REASON = Pattern.compile("\\(([^()]+)\\)$");

    /** Throws IllegalArgumentException, one sentence, if there is neither, or of another type. */
    static PictureColumn of(StructType schema, String pathColumn, String bytesColumn) {
        int path = index(schema, pathColumn, DataTypes.StringType);
        int bytes = index(schema, bytesColumn, DataTypes.BinaryType);
        if (path < 0 && bytes < 0) {
            throw new IllegalArgumentException("expected a column " + bytesColumn + " (binary) or " + pathColumn
                    + " (string), found " + String.join(", ", schema.fieldNames()));
        }
        return new PictureColumn(path, bytes);
    }

    private static int index(StructType schema, String column, DataType type) {
        int index = Arrays.asList(schema.fieldNames()).indexOf(column);
        if (index >= 0 && !schema.fields()[index].dataType().equals(type)) {
            throw new IllegalArgumentException("column " + column + ": expected " + type.simpleString() + ", found "
                    + schema.fields()[index].dataType().simpleString());
        }
        return index;
    }

    /**
     * The picture of a row.
     *
     * @throws UnreadableImageException what is wrong with it
     * @throws IOException where the file system is at fault, not the file: Spark will try again
     */
    Picture picture(Row row, Configuration hadoop) throws IOException {
        String name = name(row);
        if (bytes < 0 ? file(row).isEmpty() : row.isNullAt(bytes)) {
            throw new UnreadableImageException(name, "expected a picture, found null", null);
        }
        return bytes < 0
                ? open(name, file(row).orElseThrow(), hadoop)
                : PictureFile.read(name, new ByteArrayInputStream(row.getAs(bytes)));
    }

    /** What sentences call the picture of a row: a local file as the command line calls it, any other by its URI. */
    String name(Row row) {
        return file(row).map(PictureColumn::name).orElse("picture");
    }

    private Optional<Path> file(Row row) {
        String text = path < 0 ? null : row.getString(path);
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(new Path(text));
    }

    private static Picture open(String name, Path file, Configuration hadoop) throws IOException {
        try (InputStream in = file.getFileSystem(hadoop).open(file)) {
            return PictureFile.read(name, in);
        } catch (FileNotFoundException e) {
            // Local files that may not be read are not found either, with the reason in parentheses.
            Matcher reason = REASON.matcher(String.valueOf(e.getMessage()));
            boolean other = reason.find() && !reason.group(1).startsWith("No such file");
            throw new UnreadableImageException(
                    name, other ? "cannot be read (" + reason.group(1) + ")" : "does not exist", e);
        } catch (AccessControlException e) {
            throw new UnreadableImageException(name, "cannot be read (Permission denied)", e);
        }
    }

    private static String name(Path file) {
        String scheme = file.toUri().getScheme();
        return scheme == null || scheme.equals("file") ? file.toUri().getPath() : file.toString();
    }
}
