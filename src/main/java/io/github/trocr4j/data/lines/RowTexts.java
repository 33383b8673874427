package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Seeds;
import java.util.List;
import java.util.SplittableRandom;

/** What people write as numbers: digits, and marks between and beside them. */
final class RowTexts {
    /** Relative frequency of 1 to 12 digits. */
    private static final int[] LENGTHS = {20, 12, 11, 11, 14, 11, 8, 6, 3, 2, 1, 1};

    private static final List<String> BEFORE =
            List.of("$", "€", "£", "Fr", "F", "#", "=", "-", "*", "x", "+", "=-", "$ ", "$", "#", "-");
    private static final List<String> AFTER = List.of(
            ".-", "=", "-", ".", "/", "€", "$", "kg", "g", "m", "cm", "%", "x", "#", "*", ".=", "-", ".-", " km", " Fr",
            "/-");
    private static final String WORDS = "HANTEKMaenhuwpydkmctr";

    private RowTexts() {}

    /** Draws a number of digits. */
    static int length(SplittableRandom random) {
        int left = Seeds.below(100, random);
        for (int i = 0; i < LENGTHS.length; i++) {
            left -= LENGTHS[i];
            if (left < 0) {
                return i + 1;
            }
        }
        return LENGTHS.length;
    }

    /** Draws digits: any, or an amount that ends with zeros, or the same digit again and again. */
    static String digits(int length, SplittableRandom random) {
        StringBuilder digits = new StringBuilder();
        double kind = random.nextDouble();
        int zeros = kind < 0.15 ? 1 + Seeds.below(Math.max(1, length - 1), random) : 0;
        while (digits.length() < length) {
            int at = digits.length();
            char digit = (char) ('0' + Seeds.below(10, random));
            if (length > 1 && at >= length - zeros) {
                digit = '0';
            } else if (kind > 0.94 && at > 0 && random.nextDouble() < 0.7) {
                digit = digits.charAt(at - 1);
            }
            digits.append(digit);
        }
        return digits.toString();
    }

    /** Puts marks between and beside digits; a space is a gap. */
    static String marked(String digits, SplittableRandom random) {
        int length = digits.length();
        String text = digits;
        double kind = random.nextDouble();
        if (length >= 4 && kind < 0.35) {
            text = grouped(digits, length > 4 && random.nextDouble() < 0.5, random);
        } else if (length >= 3 && kind < 0.5) {
            int at = length - Math.min(2, length - 1);
            text = digits.substring(0, at) + (random.nextDouble() < 0.5 ? '.' : ',') + digits.substring(at);
        } else if (length >= 3 && kind < 0.75) {
            text = split(digits, "/-.:".charAt(Seeds.below(4, random)));
        } else if (length >= 2 && kind < 0.8) {
            int at = 1 + Seeds.below(length - 1, random);
            text = digits.substring(0, at) + '-' + digits.substring(at);
        }
        if (text.equals(digits) || random.nextDouble() < 0.3) {
            double side = random.nextDouble();
            String before = side < 0.6 ? BEFORE.get(Seeds.below(BEFORE.size(), random)) : "";
            String after = side > 0.4 ? AFTER.get(Seeds.below(AFTER.size(), random)) : "";
            text = before + text + after;
        }
        return text;
    }

    /** 1234567 becomes 1.234.567, with cents 12.345,67. */
    private static String grouped(String digits, boolean cents, SplittableRandom random) {
        int whole = cents ? digits.length() - 2 : digits.length();
        char mark = ".,' ".charAt(Seeds.below(4, random));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < whole; i++) {
            if (i > 0 && (whole - i) % 3 == 0) {
                text.append(mark);
            }
            text.append(digits.charAt(i));
        }
        return cents
                ? text.append(mark == ',' ? '.' : ',')
                        .append(digits.substring(whole))
                        .toString()
                : text.toString();
    }

    /** Dates and times: two digits, a mark, two digits, a mark, the rest. */
    private static String split(String digits, char mark) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            if (i == 2 || (i == 4 && digits.length() <= 8)) {
                text.append(mark);
            }
            text.append(digits.charAt(i));
        }
        return text.toString();
    }

    /** Draws letters, marks alone, or a sum: nothing that is a number. */
    static String wordless(SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < 0.25) {
            String sum = digits(1 + Seeds.below(3, random), random)
                    + "+x+-".charAt(Seeds.below(4, random))
                    + digits(1 + Seeds.below(3, random), random)
                    + "=";
            return random.nextDouble() < 0.5 ? sum : sum + digits(1 + Seeds.below(3, random), random);
        }
        if (kind < 0.4) {
            return List.of("-", "=", "$", "+", "#", "?", "%", "x", "=-", "€", "--", "*")
                    .get(Seeds.below(12, random));
        }
        StringBuilder text = new StringBuilder();
        int length = 1 + Seeds.below(8, random);
        while (text.length() < length) {
            boolean ambiguous = text.length() > 0 && length > 3 && random.nextDouble() < 0.15;
            String letters = ambiguous ? "olsi" : WORDS;
            text.append(letters.charAt(Seeds.below(letters.length(), random)));
        }
        return text.toString();
    }
}
