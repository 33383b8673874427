package io.github.trocr4j.image.file;

import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Records problems that do not stop a decoder: for a truncated JPEG file there is a warning, and the rest is gray; for
 * a GIF file whose data ends too early rows are missing without a warning.
 */
final class DecoderWarnings implements IIOReadWarningListener, IIOReadProgressListener {
    private String warning;
    private float percent = 100;

    /** Returns the first problem, as the rest of a sentence; empty if there is none. */
    Optional<String> first() {
        if (warning != null) {
            return Optional.of("its decoder says '" + warning + "'");
        }
        return percent < 100 ? Optional.of("its pixels end too soon") : Optional.empty();
    }

    @Override
    public void warningOccurred(ImageReader source, String text) {
        warning = warning == null ? text : warning;
    }

    @Override
    public void imageStarted(ImageReader source, int index) {
        percent = 0;
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        percent = percentageDone;
    }

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void sequenceStarted(ImageReader source, int firstIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int index, int thumbnail) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
}
