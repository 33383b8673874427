package io.github.trocr4j.run;

import io.github.trocr4j.eval.Score;
import java.io.IOException;

/** Test pictures, a model's readings of them, and their metrics. */
public sealed interface Evaluated permits EvaluationResult, LineEvaluation {
    /** Returns the metrics. */
    Score metrics();

    /** Returns the name of the model, as part of a sentence. */
    String model();

    /** Returns the time that reading took, in seconds. */
    double seconds();

    /** Returns the description of ND4J's backend. */
    String computedOn();

    /** Returns the metrics as a table, for display. */
    String table();

    /** Returns a headline and the table, for display. */
    String text();

    /** Returns one line of JSON, in ASCII so that no console encoding matters. */
    String json() throws IOException;
}
