package io.github.trocr4j.cli;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;

/** Reads labelled strips as a user's program would: pictures into a {@link DigitReader}. */
final class StripReadings {
    private static final int AT_ONCE = 32;

    private StripReadings() {}

    /** One for each strip, in their order; a bar shows how far it is. */
    static List<ReadStrip> of(DigitReader reader, List<Strip> strips) {
        List<ReadStrip> readings = new ArrayList<>(strips.size());
        try (ReadingProgress progress = ReadingProgress.start(strips.size())) {
            for (int start = 0; start < strips.size(); start += AT_ONCE) {
                List<Strip> some = strips.subList(start, Math.min(start + AT_ONCE, strips.size()));
                List<Reading> found = reader.readStrips(some.stream()
                        .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                        .toList());
                for (int i = 0; i < some.size(); i++) {
                    readings.add(readStrip(some.get(i), found.get(i)));
                }
                progress.advance(some.size());
            }
        }
        return readings;
    }

    private static ReadStrip readStrip(Strip strip, Reading reading) {
        int[] read = reading.digits().chars().map(digit -> digit - '0').toArray();
        float[] confidences = new float[read.length];
        for (int i = 0; i < read.length; i++) {
            confidences[i] = reading.confidences().get(i);
        }
        return new ReadStrip(strip.digits(), read, confidences);
    }
}
