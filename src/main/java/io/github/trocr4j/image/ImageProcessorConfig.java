package io.github.trocr4j.image;

import java.util.List;

/**
 * Configuration of an image processor, with the keys of HuggingFace's {@code preprocessor_config.json}.
 *
 * @param doResize whether pictures are brought to {@code height} x {@code width}
 * @param height rows of the result
 * @param width pixels per row of the result
 * @param fit how a picture of another aspect ratio is brought to this size
 * @param resample filter for resizing
 * @param doRescale whether bytes are multiplied by {@code rescaleFactor}
 * @param rescaleFactor usually 1/255, for values from 0 to 1
 * @param doNormalize whether the mean is subtracted and the result divided by the standard deviation
 * @param imageMean means of red, green and blue, after rescaling
 * @param imageStd standard deviations of red, green and blue, after rescaling
 */
public record ImageProcessorConfig(
        boolean doResize,
        int height,
        int width,
        Fit fit,
        Resampling resample,
        boolean doRescale,
        double rescaleFactor,
        boolean doNormalize,
        List<Double> imageMean,
        List<Double> imageStd) {
    /** How a picture fills the input of the model. */
    public enum Fit {
        /** It is stretched to the size, as by HuggingFace's processor of TrOCR. */
        STRETCH,
        /**
         * It keeps its aspect ratio and is centred; the rest is black. HuggingFace's {@code DonutImageProcessor} with
         * {@code do_resize}, {@code do_thumbnail} and {@code do_pad}.
         */
        PAD,
        /** As {@link #PAD}, but the rest has the colour of the paper, {@link Paper#colour}. HuggingFace has no such. */
        PAPER
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a size is not positive, a fit other than STRETCH is asked for without
     *     resizing, the mean is not three finite numbers, or the deviation is not three finite numbers other than 0
     */
    public ImageProcessorConfig {
        imageMean = List.copyOf(imageMean);
        imageStd = List.copyOf(imageStd);
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("size should be positive, but is " + height + " x " + width);
        }
        if (fit != Fit.STRETCH && !doResize) {
            throw new IllegalArgumentException("do_resize should be true if pictures keep their aspect ratio");
        }
        if (!Double.isFinite(rescaleFactor)) {
            throw new IllegalArgumentException("rescale_factor should be finite, but is " + rescaleFactor);
        }
        if (imageMean.size() != 3 || !imageMean.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("image_mean should be 3 finite numbers, but is " + imageMean);
        }
        if (imageStd.size() != 3
                || !imageStd.stream().allMatch(std -> Double.isFinite(std) && (float) (double) std != 0)) {
            throw new IllegalArgumentException("image_std should be 3 finite numbers and none 0, but is " + imageStd);
        }
    }

    /** Returns the same configuration for another size. */
    public ImageProcessorConfig withSize(int newHeight, int newWidth) {
        return new ImageProcessorConfig(
                doResize,
                newHeight,
                newWidth,
                fit,
                resample,
                doRescale,
                rescaleFactor,
                doNormalize,
                imageMean,
                imageStd);
    }

    /**
     * Returns the same configuration with another fit.
     *
     * @throws IllegalArgumentException if pictures are not resized, unless the fit is STRETCH
     */
    public ImageProcessorConfig withFit(Fit newFit) {
        return new ImageProcessorConfig(
                doResize, height, width, newFit, resample, doRescale, rescaleFactor, doNormalize, imageMean, imageStd);
    }

    /** Returns the same configuration with another filter. */
    public ImageProcessorConfig withResample(Resampling filter) {
        return new ImageProcessorConfig(
                doResize, height, width, fit, filter, doRescale, rescaleFactor, doNormalize, imageMean, imageStd);
    }

    /**
     * Returns TrOCR's configuration for a size: stretched, bicubic, 1/255, mean and deviation 0.5. TrOCR itself uses
     * 384 x 384.
     */
    public static ImageProcessorConfig trOcr(int height, int width) {
        List<Double> half = List.of(0.5, 0.5, 0.5);
        return new ImageProcessorConfig(
                true, height, width, Fit.STRETCH, Resampling.BICUBIC, true, 1 / 255.0, true, half, half);
    }
}
