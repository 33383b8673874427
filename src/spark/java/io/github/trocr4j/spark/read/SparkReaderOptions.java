package io.github.trocr4j.spark.read;

import java.io.Serializable;
import java.util.Objects;

/**
 * The options of a {@link SparkReader}.
 *
 * @param bytesColumn the column of bytes, used if the DataFrame has it, and dropped from the output
 * @param pathColumn the column of paths: the names of pictures in messages, and the files to open if there are no bytes
 * @param minimumConfidence readings with a lower confidence are uncertain; 0 to 1, 0 for none
 * @param asIs whether to read whole pictures instead of locating the row of digits
 * @param batch the most pictures in a batch of a task, 1 to 9999
 */
public record SparkReaderOptions(
        String bytesColumn, String pathColumn, float minimumConfidence, boolean asIs, int batch)
        implements Serializable {
    /** The columns of Spark's {@code binaryFile}, no uncertain readings, rows located, batches of 32. */
    public static final SparkReaderOptions DEFAULT = new SparkReaderOptions("content", "path", 0, false, 32);

    /** The largest {@code batch}. */
    public static final int MAX_BATCH = 9_999;

    /** @throws IllegalArgumentException if a number is NaN or out of range */
    public SparkReaderOptions {
        Objects.requireNonNull(bytesColumn, "bytesColumn");
        Objects.requireNonNull(pathColumn, "pathColumn");
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) { // rejects NaN too
            throw new IllegalArgumentException("minimumConfidence: expected 0 to 1, found " + minimumConfidence);
        }
        if (batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException("batch: expected 1 to " + MAX_BATCH + ", found " + batch);
        }
    }

    /** Returns these options with other columns. */
    public SparkReaderOptions withColumns(String bytes, String path) {
        return new SparkReaderOptions(bytes, path, minimumConfidence, asIs, batch);
    }

    /** Returns these options with this minimum confidence. */
    public SparkReaderOptions withMinimumConfidence(float confidence) {
        return new SparkReaderOptions(bytesColumn, pathColumn, confidence, asIs, batch);
    }

    /** Returns these options with or without reading whole pictures. */
    public SparkReaderOptions withAsIs(boolean whole) {
        return new SparkReaderOptions(bytesColumn, pathColumn, minimumConfidence, whole, batch);
    }

    /** Returns these options with this batch size. */
    public SparkReaderOptions withBatch(int pictures) {
        return new SparkReaderOptions(bytesColumn, pathColumn, minimumConfidence, asIs, pictures);
    }
}
