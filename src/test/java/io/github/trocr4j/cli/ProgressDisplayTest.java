package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private static final RunWork WORK = new RunWork(200, 64, 100_000, 0, 0, "strip");

    private final StringWriter written = new StringWriter();

    @Test
    void theTimeLeftIsShownOnceKnown() {
        assertThat(lines(TrainingState.Progress.NONE))
                .startsWith(
                        "step 1 of 200, loss 2.300, time left not known yet",
                        "step 5 of 200, loss 2.300, time left not known yet",
                        "step 10 of 200, loss 2.300, time left not known yet",
                        "step 11 of 200, loss 2.300, 64 strips/s, 3:11 min left",
                        "step 15 of 200, loss 2.300, 64 strips/s, 3:07 min left")
                .hasSize(42);
    }

    @Test
    void aResumedRunHasTheSameLines() {
        assertThat(lines(new TrainingState.Progress(101, 1000, -1, 0, 0)))
                .startsWith(
                        "step 102 of 200, loss 2.300, time left not known yet",
                        "step 105 of 200, loss 2.300, time left not known yet",
                        "step 110 of 200, loss 2.300, time left not known yet",
                        "step 112 of 200, loss 2.300, 64 strips/s, 1:30 min left",
                        "step 115 of 200, loss 2.300, 64 strips/s, 1:27 min left");
    }

    /** Returns the output for steps of one second, except the first one of nine. */
    private List<String> lines(TrainingState.Progress begin) {
        try (ProgressDisplay display = new ProgressDisplay(new PrintWriter(written), false, WORK, begin, () -> 0)) {
            for (long step = begin.step() + 1; step <= WORK.steps(); step++) {
                double seconds = begin.seconds() + step - begin.step() + 8;
                display.onStep(new TrainingListener.Step(step, 0, 64 * step, 2.3, 1e-3, 1, seconds));
            }
        }
        return written.toString().lines().toList();
    }
}
