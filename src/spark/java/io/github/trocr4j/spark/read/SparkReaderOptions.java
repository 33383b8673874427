package io.github.trocr4j.spark.read;

import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.ReaderOptions.Length;
import java.io.Serializable;
import java.util.Objects;

/**
 * The options of a {@link SparkReader}. Null where {@link ReaderOptions} has an Optional, which Java cannot serialise.
 *
 * @param bytesColumn the column of bytes, used if the DataFrame has it, and dropped from the output
 * @param pathColumn the column of paths: the names of pictures in messages, and the files to open if there are no bytes
 * @param minimumConfidence lines with a lower confidence are uncertain; 0 to 1, 0 for none; null for the model's own
 * @param length the number of characters of each line; null if it is not known
 * @param asIs whether to read each picture as one line; otherwise rows are found if the model is made for that
 * @param batch the most pictures in a batch of a task, 1 to 9999
 */
public record SparkReaderOptions(
        String bytesColumn, String pathColumn, Float minimumConfidence, Length length, boolean asIs, int batch)
        implements Serializable {
    /** The columns of Spark's {@code binaryFile}, the model's own settings, lines of any length, batches of 32. */
    public static final SparkReaderOptions DEFAULT = new SparkReaderOptions("content", "path", null, null, false, 32);

    /** The largest {@code batch}. */
    public static final int MAX_BATCH = 9_999;

    /** @throws IllegalArgumentException if a number is NaN or out of range */
    public SparkReaderOptions {
        Objects.requireNonNull(bytesColumn, "bytesColumn");
        Objects.requireNonNull(pathColumn, "pathColumn");
        if (minimumConfidence != null && !(minimumConfidence >= 0 && minimumConfidence <= 1)) { // rejects NaN too
            throw new IllegalArgumentException("minimumConfidence: expected 0 to 1, found " + minimumConfidence);
        }
        if (batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException("batch: expected 1 to " + MAX_BATCH + ", found " + batch);
        }
    }

    /** Returns these options with other columns. */
    public SparkReaderOptions withColumns(String bytes, String path) {
        return new SparkReaderOptions(bytes, path, minimumConfidence, length, asIs, batch);
    }

    /** Returns these options with this minimum confidence. */
    public SparkReaderOptions withMinimumConfidence(float confidence) {
        return new SparkReaderOptions(bytesColumn, pathColumn, confidence, length, asIs, batch);
    }

    /** Returns these options for lines of {@code min} to {@code max} characters, both included. */
    public SparkReaderOptions withLength(int min, int max) {
        return new SparkReaderOptions(bytesColumn, pathColumn, minimumConfidence, new Length(min, max), asIs, batch);
    }

    /** Returns these options with or without reading each picture as one line. */
    public SparkReaderOptions withAsIs(boolean whole) {
        return new SparkReaderOptions(bytesColumn, pathColumn, minimumConfidence, length, whole, batch);
    }

    /** Returns these options with this batch size. */
    public SparkReaderOptions withBatch(int pictures) {
        return new SparkReaderOptions(bytesColumn, pathColumn, minimumConfidence, length, asIs, pictures);
    }

    /** Returns the options of the readers in executors. */
    ReaderOptions ofReader() {
        ReaderOptions options = ReaderOptions.DEFAULT;
        if (minimumConfidence != null) {
            options = options.withMinimumConfidence(minimumConfidence);
        }
        if (length != null) {
            options = options.withLength(length.min(), length.max());
        }
        return asIs ? options.withFindRows(false) : options;
    }
}
