package io.github.trocr4j.run;

import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingListener;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Who computes the steps of a run: this process, or others. */
@FunctionalInterface
public interface RunLoop {
    /** This process. */
    RunLoop LOCAL =
            (trainer, run, parts, listener, stop) -> trainer.run(parts.train(), parts.validation(), listener, stop);

    /** Takes the steps of a run, from where the trainer is, until the run ends or {@code stop} says so. */
    Trainer.End run(Trainer trainer, TrainingRun run, HeldOut parts, TrainingListener listener, BooleanSupplier stop)
            throws IOException;
}
