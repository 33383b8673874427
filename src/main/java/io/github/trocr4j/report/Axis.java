package io.github.trocr4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart: a scale and its ticks.
 *
 * @param low the value at the low end
 * @param high the value at the high end, above {@code low}
 * @param logarithmic whether the scale is logarithmic, which requires positive ends
 * @param ticks the ticks, from low to high
 */
record Axis(double low, double high, boolean logarithmic, List<Tick> ticks) {
    /** A tick and its label. */
    record Tick(double value, String label) {}

    /** Creates a linear axis with four to eleven ticks at round numbers. */
    static Axis linear(double low, double high) {
        double step = Math.pow(10, Math.floor(Math.log10((high - low) / 4)));
        if ((high - low) / step > 20) {
            step *= 5;
        } else if ((high - low) / step > 10) {
            step *= 2;
        }
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step); i * step <= high * (1 + 1e-12); i++) {
            ticks.add(new Tick(i * step, countText(i * step)));
        }
        return new Axis(low, high, false, List.copyOf(ticks));
    }

    /** Creates an axis of fractions from 0 to 1, labelled in percent. */
    static Axis percent() {
        List<Tick> ticks = new ArrayList<>();
        for (int percent = 0; percent <= 100; percent += 20) {
            ticks.add(new Tick(percent / 100.0, percent + " %"));
        }
        return new Axis(0, 1, false, List.copyOf(ticks));
    }

    /** Returns the ticks of an axis of percentages as ticks of fractions, labelled in percent. */
    List<Tick> asPercent() {
        return ticks.stream()
                .map(tick -> new Tick(tick.value() / 100, tick.label() + " %"))
                .toList();
    }

    /**
     * Creates a logarithmic axis that covers {@code low} to {@code high}, both positive. Both ends are rounded outwards
     * to 1, 2 or 5 times a power of ten.
     */
    static Axis logarithmic(double low, double high) {
        List<Double> round = new ArrayList<>();
        for (int exponent = (int) Math.floor(Math.log10(low)) - 1; exponent <= Math.log10(high) + 2; exponent++) {
            for (int mantissa : new int[] {1, 2, 5}) {
                round.add(Double.parseDouble(mantissa + "e" + exponent)); // exact, unlike powers of 0.1
            }
        }
        int first = 0;
        while (round.get(first + 1) <= low) {
            first++;
        }
        int last = first + 1;
        while (round.get(last) < high) {
            last++;
        }
        List<Tick> ticks = round.subList(first, last + 1).stream()
                .map(value -> new Tick(value, decimalText(value)))
                .toList();
        return new Axis(round.get(first), round.get(last), true, ticks);
    }

    /** Returns the position of a value on the axis, from 0 (low) to 1 (high). Values outside are clamped. */
    double share(double value) {
        double inside = Math.max(low, Math.min(high, value));
        return logarithmic ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
    }

    private static String countText(double value) {
        if (value >= 1e6) {
            return decimalText(value / 1e6) + "M";
        }
        return value >= 1e3 ? decimalText(value / 1e3) + "k" : decimalText(value);
    }

    private static String decimalText(double value) {
        String text = String.format(Locale.ROOT, "%.7f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
