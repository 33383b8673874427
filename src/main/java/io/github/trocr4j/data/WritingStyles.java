package io.github.trocr4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How people write digits: for each digit several styles, each a few pen strokes through points of the unit square
 * (x to the right, y down). A stroke is a smooth curve through its points; a point with "!" is a corner. A number
 * before a style says how common it is beside its siblings. Drawn by hand for this project.
 */
final class WritingStyles {
    private static final List<List<Style>> STYLES = List.of(
            // 0: from the top round to the top; closed, open, with the end crossing over, and started at the right
            List.of(
                    style(4, "0.55,0 0.2,0.12 0.03,0.5 0.2,0.9 0.52,1 0.85,0.85 0.97,0.48 0.82,0.12 0.53,0"),
                    style(2, "0.62,0.04 0.3,0.06 0.05,0.45 0.15,0.88 0.48,1 0.85,0.8 0.95,0.42 0.75,0.1 0.4,0.02"),
                    style(2, "0.6,0.02 0.25,0.15 0.03,0.55 0.2,0.95 0.6,0.95 0.93,0.6 0.92,0.2 0.68,0.02 0.5,0.12"),
                    style(1, "0.78,0.12 0.45,0.02 0.1,0.3 0.04,0.7 0.35,1 0.75,0.85 0.95,0.45 0.8,0.05"),
                    style(1, "0.3,0.05 0.06,0.4 0.1,0.85 0.45,1 0.85,0.8 0.95,0.35 0.7,0.02 0.35,0.08 0.28,0.2")),
            // 1: a bare stroke, a bent one, with a flag, with flag and foot
            List.of(
                    style(10, "0.5,0 0.5,0.5 0.5,1"),
                    style(3, "0.55,0 0.46,0.5 0.5,1"),
                    style(2, "0.32,0.2 0.45,0.1 0.52,0! 0.5,0.5 0.5,1"),
                    style(1, "0.2,0.28 0.5,0! 0.5,0.5 0.5,1"),
                    style(1, "0.28,0.22 0.52,0! 0.5,0.5 0.5,1|0.2,1 0.5,0.99 0.8,0.98")),
            // 2: with a corner at the foot, with a loop there, with a wave for a base
            List.of(
                    style(4, "0.08,0.24 0.25,0.04 0.6,0 0.82,0.18 0.7,0.5 0.4,0.78 0.05,0.98! 0.5,0.96 0.95,0.95"),
                    style(
                            4,
                            "0.1,0.22 0.32,0.02 0.68,0.06 0.76,0.32 0.55,0.65 0.25,0.93 0.06,0.95 0.08,0.78"
                                    + " 0.3,0.76 0.55,0.92 0.95,0.96"),
                    style(
                            2,
                            "0.1,0.12 0.4,0 0.75,0.1 0.72,0.4 0.45,0.72 0.12,0.97 0.02,0.86 0.2,0.74 0.5,0.85"
                                    + " 0.75,0.98 1,0.84"),
                    style(2, "0.02,0.16 0.35,0.02 0.7,0.08 0.74,0.36 0.42,0.72 0.1,0.94! 0.4,0.87 0.7,0.93 1,0.88"),
                    style(1, "0.1,0.3 0.3,0.02 0.72,0.04 0.85,0.3 0.5,0.6 0.08,0.98! 0.45,0.98 0.88,1")),
            // 3: with a corner in the middle, with a loop there, with a flat top, and round
            List.of(
                    style(
                            4,
                            "0.1,0.12 0.4,0 0.76,0.08 0.74,0.32 0.32,0.48! 0.7,0.52 0.92,0.74 0.65,0.96 0.3,1"
                                    + " 0.02,0.9"),
                    style(
                            2,
                            "0.08,0.1 0.45,0 0.8,0.12 0.65,0.38 0.38,0.5 0.35,0.44 0.55,0.44 0.85,0.6 0.86,0.85"
                                    + " 0.5,1 0.05,0.92"),
                    style(
                            1,
                            "0.1,0.03 0.45,0.03 0.85,0.02! 0.6,0.22 0.36,0.42! 0.75,0.46 0.95,0.72 0.65,0.98 0.05,0.95"),
                    style(
                            2,
                            "0.15,0.18 0.4,0.01 0.75,0.06 0.8,0.28 0.5,0.46 0.72,0.52 0.9,0.74 0.65,0.98 0.25,0.98"
                                    + " 0.05,0.8"),
                    style(1, "0.05,0.05 0.5,0.02 0.82,0.16 0.55,0.42! 0.88,0.58 0.8,0.88 0.4,1 0.06,0.98")),
            // 4: open with two strokes, closed, with a bowl, and in one stroke
            List.of(
                    style(4, "0.2,0.02 0.12,0.3 0.06,0.55! 0.45,0.56 0.9,0.52|0.82,0 0.76,0.5 0.7,1"),
                    style(3, "0.15,0.04 0.06,0.35 0.2,0.55 0.5,0.55 0.86,0.44|0.9,0.02 0.8,0.5 0.74,1"),
                    style(2, "0.66,0 0.35,0.32 0.04,0.62! 0.5,0.62 0.98,0.6|0.68,0 0.67,0.5 0.64,1"),
                    style(2, "0.12,0.06 0.05,0.4 0.3,0.52 0.7,0.42 0.88,0.05! 0.82,0.5 0.76,1"),
                    style(1, "0.7,0 0.3,0.3 0.05,0.58 0.4,0.6 0.95,0.55|0.8,0.25 0.68,0.6 0.55,1"),
                    style(1, "0.25,0 0.1,0.3 0.02,0.5! 0.5,0.48 1,0.46|0.62,0.2 0.58,0.6 0.56,1")),
            // 5: with a corner at the neck, with the bar apart, as a hasty S, and with a large belly
            List.of(
                    style(
                            4,
                            "0.85,0.02 0.55,0.03 0.28,0.05! 0.22,0.25 0.16,0.45! 0.45,0.38 0.76,0.54 0.72,0.85"
                                    + " 0.4,1 0.04,0.9"),
                    style(
                            2,
                            "0.3,0.08 0.24,0.25 0.2,0.42! 0.5,0.4 0.76,0.58 0.7,0.86 0.38,1 0.05,0.92"
                                    + "|0.3,0.08 0.6,0.05 0.95,0"),
                    style(2, "0.96,0.04 0.6,0.02 0.36,0.14 0.3,0.36 0.55,0.52 0.66,0.74 0.45,0.97 0.05,0.94"),
                    style(
                            1,
                            "0.8,0 0.5,0.02 0.2,0.04! 0.15,0.25 0.1,0.42! 0.5,0.36 0.9,0.55 0.85,0.88 0.45,1 0.05,0.96"),
                    style(2, "1,0 0.7,0.05 0.45,0.08! 0.35,0.25 0.3,0.4 0.55,0.5 0.62,0.7 0.4,0.94 0.02,0.98")),
            // 6: curved back, straight back, and with a small loop
            List.of(
                    style(3, "0.72,0 0.35,0.22 0.1,0.6 0.2,0.93 0.55,1 0.85,0.84 0.78,0.6 0.5,0.55 0.22,0.7 0.16,0.85"),
                    style(3, "0.6,0 0.32,0.3 0.12,0.68 0.28,0.98 0.62,0.96 0.82,0.75 0.6,0.58 0.3,0.68 0.18,0.84"),
                    style(2, "0.45,0 0.22,0.3 0.1,0.65 0.25,0.96 0.65,0.98 0.88,0.8 0.65,0.64 0.3,0.7 0.14,0.8"),
                    style(1, "0.95,0.02 0.5,0.14 0.18,0.45 0.12,0.82 0.42,1 0.72,0.85 0.66,0.6 0.36,0.58 0.14,0.76"),
                    style(1, "0.3,0 0.18,0.3 0.12,0.7 0.3,0.98 0.7,0.96 0.9,0.7 0.66,0.5 0.34,0.56 0.14,0.76")),
            // 7: bare, with a bar, curved, and with a hook at the left
            List.of(
                    style(4, "0.04,0.08 0.45,0.07 0.88,0.04! 0.68,0.42 0.42,1"),
                    style(2, "0.02,0.12 0.4,0.05 0.8,0.02 0.86,0.14 0.66,0.5 0.48,1"),
                    style(2, "0.06,0.24 0.1,0.06! 0.5,0.07 0.9,0.04! 0.7,0.45 0.5,1"),
                    style(2, "0.06,0.06 0.45,0.06 0.86,0.04! 0.64,0.45 0.4,1|0.3,0.5 0.6,0.48 0.88,0.46"),
                    style(1, "0.02,0.16 0.35,0.12 0.7,0.02 0.9,0.08 0.82,0.4 0.76,1")),
            // 8: one stroke from the right, from the top, with an open top, and two rings
            List.of(
                    style(
                            4,
                            "0.82,0.14 0.5,0 0.18,0.14 0.32,0.38 0.66,0.58 0.82,0.82 0.5,1 0.18,0.84 0.34,0.58"
                                    + " 0.68,0.36 0.84,0.12"),
                    style(
                            3,
                            "0.55,0.02 0.2,0.12 0.3,0.38 0.62,0.56 0.74,0.82 0.42,1 0.14,0.84 0.32,0.58 0.72,0.34"
                                    + " 0.84,0.1 0.55,0.01"),
                    style(
                            2,
                            "0.92,0.02 0.5,0.05 0.2,0.2 0.38,0.42 0.62,0.62 0.6,0.88 0.3,0.98 0.15,0.8 0.4,0.55"
                                    + " 0.75,0.32 0.95,0.06"),
                    style(
                            1,
                            "0.5,0 0.22,0.1 0.22,0.36 0.5,0.46 0.78,0.34 0.76,0.1 0.5,0"
                                    + "|0.5,0.46 0.18,0.6 0.2,0.9 0.5,1 0.82,0.88 0.8,0.58 0.5,0.46"),
                    style(
                            1,
                            "0.6,0.48 0.25,0.32 0.3,0.06 0.7,0.02 0.82,0.22 0.5,0.48 0.2,0.72 0.28,0.97 0.65,0.96"
                                    + " 0.8,0.74 0.58,0.48")),
            // 9: straight stem, curved stem, with a hook below, with the ring open at the top
            List.of(
                    style(4, "0.8,0.14 0.5,0 0.16,0.16 0.14,0.4 0.45,0.48 0.78,0.26 0.82,0.08! 0.76,0.5 0.66,1"),
                    style(2, "0.75,0.1 0.45,0 0.14,0.2 0.2,0.42 0.55,0.42 0.8,0.16 0.78,0.45 0.66,0.75 0.45,1"),
                    style(
                            1,
                            "0.8,0.1 0.45,0.02 0.14,0.22 0.28,0.46 0.65,0.38 0.82,0.1 0.84,0.5 0.72,0.88 0.42,1"
                                    + " 0.12,0.92"),
                    style(2, "0.78,0.04 0.4,0.04 0.08,0.26 0.2,0.46 0.55,0.4 0.86,0.14! 0.72,0.55 0.58,1"),
                    style(2, "0.62,0.3 0.35,0.42 0.12,0.3 0.3,0.06 0.65,0.02 0.74,0.2 0.7,0.55 0.64,1")));

    private WritingStyles() {}

    /**
     * One way to write a digit.
     *
     * @param weight how common it is among the styles of its digit
     */
    private record Style(int weight, List<Stroke> strokes) {}

    /** A style for the digit, drawn by how common it is. */
    static List<Stroke> draw(int digit, SplittableRandom random) {
        List<Style> styles = STYLES.get(digit);
        int all = styles.stream().mapToInt(Style::weight).sum();
        int left = Seeds.below(all, random);
        for (Style style : styles) {
            left -= style.weight();
            if (left < 0) {
                return style.strokes();
            }
        }
        throw new IllegalStateException("weights of digit " + digit);
    }

    private static Style style(int weight, String strokes) {
        List<Stroke> parsed = new ArrayList<>();
        for (String stroke : strokes.split("\\|", -1)) {
            parsed.add(Stroke.parse(stroke));
        }
        return new Style(weight, List.copyOf(parsed));
    }
}
