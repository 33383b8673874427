/**
 * Reads lines in pictures, in plain Java: handwritten numbers with the models that come with it, other text with other
 * TrOCR models. Start with {@link io.github.trocr4j.LineReader}.
 *
 * <p>Only picture files and {@code BufferedImage} need the module {@code java.desktop}. A runtime image without it reads
 * pixels in arrays ({@link io.github.trocr4j.image.Picture}) with this jar on the class path.
 */
module io.github.trocr4j {
    requires transitive java.desktop;

    exports io.github.trocr4j;
    exports io.github.trocr4j.checkpoint;
    exports io.github.trocr4j.image;
    exports io.github.trocr4j.image.file;
    exports io.github.trocr4j.image.row;
    exports io.github.trocr4j.json;
    exports io.github.trocr4j.model;
    exports io.github.trocr4j.text;

    exports io.github.trocr4j.forward to
            io.github.trocr4j.vector;

    uses io.github.trocr4j.forward.Products;
    uses io.github.trocr4j.model.ImageToText.Provider;
}
