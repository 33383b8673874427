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
 * The column with the pictures of a DataFrame: bytes, or paths of files. Files are read only up to the size limit of
 * pictures.
 *
 * @param path the index of the column of paths, or -1
 * @param bytes the index of the column of bytes, or -1 if the files are opened
 */
record PictureColumn(int path, int bytes) implements Serializable {
    private static final Pattern REASON = Pattern.compile("\\(([^()]+)\\)$");

    /** Finds the columns of a schema. Throws IllegalArgumentException if there is neither, or one has another type. */
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
     * Returns the picture of a row.
     *
     * @throws UnreadableImageException if the picture cannot be read
     * @throws IOException if the file system rather than the file is at fault; Spark retries the task
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

    /** Returns the name of a row's picture in messages: the path of a local file, otherwise the URI. */
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
            // For unreadable local files, the same exception is thrown, with the reason in parentheses.
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
