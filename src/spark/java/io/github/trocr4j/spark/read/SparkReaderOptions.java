package io.github.trocr4j.spark.read;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a {@link SparkReader} reads.
 *
 * @param bytesColumn the column of bytes, which is used if the DataFrame has it, and does not come out again
 * @param pathColumn the column of paths: the names of pictures in sentences, and where there are no bytes the files to open
 * @param minimumConfidence a reading below it is uncertain, 0 to 1; 0: none is
 * @param asIs whether whole pictures are read, instead of the row of digits that is found in each
 * @param batch the most pictures that a task holds and reads at once, 1 to 9999
 */
public record SparkReaderOptions(
        String bytesColumn, String pathColumn, float minimumConfidence, boolean asIs, int batch)
        implements Serializable {
    /** The columns of Spark's {@code binaryFile}, no reading uncertain, the digits found, 32 pictures at once. */
    public static final SparkReaderOptions USUAL = new SparkReaderOptions("content", "path", 0, false, 32);

    /** The most that {@code batch} may be. */
    public static final int MOST_AT_ONCE = 9_999;

    /** @throws IllegalArgumentException if a number is not in its range, or no number */
    public SparkReaderOptions {
        Objects.requireNonNull(bytesColumn, "bytesColumn");
        Objects.requireNonNull(pathColumn, "pathColumn");
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) { // this way round NaN is refused, too
            throw new IllegalArgumentException("minimumConfidence: expected 0 to 1, found " + minimumConfidence);
        }
        if (batch < 1 || batch > MOST_AT_ONCE) {
            throw new IllegalArgumentException("batch: expected 1 to " + MOST_AT_ONCE + ", found " + batch);
        }
    }

    /** With other columns. */
    public SparkReaderOptions withColumns(String bytes, String path) {
        return new SparkReaderOptions(bytes, path, minimumConfidence, asIs, batch);
    }

    /** With readings below this marked. */
    public SparkReaderOptions withMinimumConfidence(float confidence) {
        return new SparkReaderOptions(bytesColumn, pathColumn, confidence, asIs, batch);
    }

    /** With whole pictures, or not. */
    public SparkReaderOptions withAsIs(boolean whole) {
        return new SparkReaderOptions(bytesColumn, pathColumn, minimumConfidence, whole, batch);
    }

    /** With so many pictures at once at most. */
    public SparkReaderOptions withBatch(int pictures) {
        return new SparkReaderOptions(bytesColumn, pathColumn, minimumConfidence, asIs, pictures);
    }
}
