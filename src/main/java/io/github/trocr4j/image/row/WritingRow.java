package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;

/**
 * A row of writing in a picture.
 *
 * @param x left side of the smallest upright box around the writing, in pixels of the picture
 * @param y its upper side
 * @param width of the box, at least 1
 * @param height of the box, at least 1; more than that of the writing if the row is turned
 * @param crop the row, upright and gray, dark on light whatever it was, with a margin of a quarter of the writing's
 *     height, or up to the edge of the picture if that is near; the writing is at most 64 pixels high. Gray values are
 *     those of the picture, or 255 minus those, stretched if the ink is faint or the paper dark. Frames, upright lines,
 *     horizontal ones above and below the writing, other rows and what is outside the picture have the brightness of
 *     the paper.
 */
public record WritingRow(int x, int y, int width, int height, Picture crop) {
    /** Returns this row with another picture of it. */
    public WritingRow with(Picture other) {
        return new WritingRow(x, y, width, height, other);
    }
}
