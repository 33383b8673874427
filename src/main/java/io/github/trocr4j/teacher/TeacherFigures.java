package io.github.trocr4j.teacher;

import io.github.trocr4j.json.JsonObject;

/**
 * How well a teacher reads digits, and strips of five of them in their order.
 *
 * @param digits how many were read
 * @param digitsRight how many of them rightly
 * @param strips how many strips they fill
 * @param stripsRight strips whose digits are all right
 * @param crossEntropy the mean of -ln of the probability of the right digit
 */
public record TeacherFigures(int digits, int digitsRight, int strips, int stripsRight, double crossEntropy) {
    private static final int STRIP = 5;

    /**
     * Measures probabilities.
     *
     * @param probabilities [labels.length * 10]
     * @param labels 0 to 9
     */
    static TeacherFigures of(float[] probabilities, byte[] labels) {
        int digitsRight = 0;
        int stripsRight = 0;
        int run = 0;
        double crossEntropy = 0;
        for (int i = 0; i < labels.length; i++) {
            int at = i * TeacherArchitecture.CLASSES;
            int best = 0;
            for (int c = 1; c < TeacherArchitecture.CLASSES; c++) {
                best = probabilities[at + c] > probabilities[at + best] ? c : best;
            }
            boolean right = best == labels[i];
            digitsRight += right ? 1 : 0;
            run = i % STRIP == 0 ? 0 : run;
            run += right ? 1 : 0;
            stripsRight += i % STRIP == STRIP - 1 && run == STRIP ? 1 : 0;
            crossEntropy -= Math.log(Math.max(Float.MIN_NORMAL, probabilities[at + labels[i]]));
        }
        return new TeacherFigures(
                labels.length,
                digitsRight,
                labels.length / STRIP,
                stripsRight,
                labels.length == 0 ? 0 : crossEntropy / labels.length);
    }

    /**
     * Returns whether a teacher with these figures is better: more digits right, or as many and a smaller
     * cross-entropy.
     */
    public boolean isBetterThan(TeacherFigures other) {
        return digitsRight > other.digitsRight
                || (digitsRight == other.digitsRight && crossEntropy < other.crossEntropy);
    }

    /** Returns the figures as JSON. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.put("digits", digits);
        json.put("digits_right", digitsRight);
        json.put("strips", strips);
        json.put("strips_right", stripsRight);
        json.put("cross_entropy", crossEntropy);
        return json;
    }
}
