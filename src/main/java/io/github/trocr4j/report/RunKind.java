package io.github.trocr4j.report;

/** What a run learns to read, and the words for it in the files of the run. */
public enum RunKind {
    /** Strips of digits. Beside the exact strips, their figure is the share of digits in their place, which rises. */
    STRIPS("strips", "digit_accuracy", "digits"),

    /** Lines of text. Beside the exact lines, their figure is the character error rate (CER), which falls. */
    LINES("lines", "cer", "CER");

    private final String examples;
    private final String column;
    private final String figure;

    RunKind(String examples, String column, String figure) {
        this.examples = examples;
        this.column = column;
        this.figure = figure;
    }

    /** Returns what a training step counts: "strips" or "lines". */
    String examples() {
        return examples;
    }

    /** Returns the name of {@link MetricsRow#digitAccuracyOrCer} in files. */
    String column() {
        return column;
    }

    /** Returns the same name for people. */
    String figure() {
        return figure;
    }

    /** Returns the header of metrics.csv, without a line feed. */
    String header() {
        return "step,epoch," + examples + "_seen,train_loss,learning_rate,grad_norm,eval_loss,exact_" + examples + ","
                + column + "," + examples + "_per_second,seconds";
    }
}
