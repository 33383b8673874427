package io.github.trocr4j.spark.read;

import io.github.trocr4j.PictureBatch;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.PictureFile;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
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
    private static final java.nio.file.Path NAME = java.nio.file.Path.of("picture"); // nobody sees it
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
     * Adds the picture of a row, or what is wrong with it.
     *
     * @throws IOException where the file system is at fault, not the file: Spark will try again
     */
    void add(Row row, PictureBatch<Row, Reading> batch, Configuration hadoop) throws IOException {
        String text = path < 0 ? null : row.getString(path);
        Path file = text == null || text.isEmpty() ? null : new Path(text);
        String name = file == null ? NAME.toString() : name(file);
        if (bytes < 0 ? file == null : row.isNullAt(bytes)) {
            batch.addProblem(row, name, "expected a picture, found null");
        } else if (bytes >= 0) {
            byte[] content = row.getAs(bytes);
            batch.add(row, name, () -> PictureFile.read(NAME, new ByteArrayInputStream(content)));
        } else {
            addFile(row, name, file, batch, hadoop);
        }
    }

    private static void addFile(
            Row row, String name, Path file, PictureBatch<Row, Reading> batch, Configuration hadoop)
            throws IOException {
        try {
            batch.add(row, name, () -> {
                try (InputStream in = file.getFileSystem(hadoop).open(file)) {
                    return PictureFile.read(NAME, in);
                }
            });
        } catch (FileNotFoundException e) {
            // Local files that may not be read are not found either, with the reason in parentheses.
            Matcher reason = REASON.matcher(String.valueOf(e.getMessage()));
            boolean other = reason.find() && !reason.group(1).startsWith("No such file");
            batch.addProblem(row, name, other ? "cannot be read (" + reason.group(1) + ")" : "does not exist");
        } catch (AccessControlException e) {
            batch.addProblem(row, name, "cannot be read (Permission denied)");
        }
    }

    /** A local file as the command line calls it, any other by its URI. */
    private static String name(Path file) {
        String scheme = file.toUri().getScheme();
        return scheme == null || scheme.equals("file") ? file.toUri().getPath() : file.toString();
    }
}
