package io.github.trocr4j.cli;

import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingListener;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Who computes the steps of a run. */
interface RunLoop {
    /** This process. */
    RunLoop HERE = new RunLoop() {
        @Override
        public int workers() {
            return 1;
        }

        @Override
        public OptionalInt threads() {
            return OptionalInt.empty();
        }

        @Override
        public Trainer.End run(
                Trainer trainer, TrainingRun run, HeldOut parts, TrainingListener listener, BooleanSupplier stop)
                throws IOException {
            return trainer.run(parts.train(), parts.validation(), listener, stop);
        }

        @Override
        public String toGoOn(String run) {
            return Invocation.of("train --resume " + run);
        }
    };

    /** How many share the steps of a new run. */
    int workers();

    /** With how many threads each computes where the user does not say so; empty for the usual number. */
    OptionalInt threads();

    /** Takes the steps of a run, from where the trainer is, until the run ends or {@code stop} says so. */
    Trainer.End run(Trainer trainer, TrainingRun run, HeldOut parts, TrainingListener listener, BooleanSupplier stop)
            throws IOException;

    /** The command that goes on with a run. */
    String toGoOn(String run);
}
