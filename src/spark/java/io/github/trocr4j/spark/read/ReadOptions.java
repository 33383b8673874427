package io.github.trocr4j.spark.read;

import io.github.trocr4j.image.PictureFile;
import java.io.Serializable;

/**
 * How pictures are read.
 *
 * @param pathColumn where each picture lies, as Hadoop's file systems know it; its last part is what sentences call it
 * @param contentColumn bytes of the picture's file; empty to have them read from the path, of which no more is read than a
 *     picture may have ({@link PictureFile#MOST_BYTES})
 * @param batchSize strips read together at most
 * @param minimumConfidence below which a reading is called uncertain, 0 to 1
 * @param asIs whether whole pictures are read: white ink on black that fills the picture
 */
public record ReadOptions(
        String pathColumn, String contentColumn, int batchSize, float minimumConfidence, boolean asIs)
        implements Serializable {
    /** Paths as Spark's {@code binaryFile} gives them. */
    public static final ReadOptions USUAL = new ReadOptions("path", "", 32, 0, false);

    /** @throws IllegalArgumentException if a number is not in its range */
    public ReadOptions {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize: expected 1 or more, found " + batchSize);
        }
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) { // this way round NaN is refused, too
            throw new IllegalArgumentException("minimumConfidence: expected 0 to 1, found " + minimumConfidence);
        }
        if (pathColumn.isEmpty() && contentColumn.isEmpty()) {
            throw new IllegalArgumentException("expected a column of paths, or one of contents, found neither");
        }
    }

    /** With the bytes from this column; a column of paths may be empty then. */
    public ReadOptions withColumns(String path, String content) {
        return new ReadOptions(path, content, batchSize, minimumConfidence, asIs);
    }

    /** With so many strips together at most. */
    public ReadOptions withBatchSize(int strips) {
        return new ReadOptions(pathColumn, contentColumn, strips, minimumConfidence, asIs);
    }

    /** With readings below this called uncertain. */
    public ReadOptions withMinimumConfidence(float confidence) {
        return new ReadOptions(pathColumn, contentColumn, batchSize, confidence, asIs);
    }

    /** With whole pictures read, or not. */
    public ReadOptions withAsIs(boolean wanted) {
        return new ReadOptions(pathColumn, contentColumn, batchSize, minimumConfidence, wanted);
    }
}
