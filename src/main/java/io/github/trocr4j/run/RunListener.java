package io.github.trocr4j.run;

import io.github.trocr4j.train.Progress;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;

/** Is told what happens in a {@link TrainingRun}, on the thread that trains; an exception ends the run. */
public interface RunListener extends TrainingListener {
    /** Before the first step of this process, when model and digits are ready and the folder is this run's alone. */
    default void onStart(Progress reached) throws IOException {}

    @Override
    default void onStep(Step step) throws IOException {}

    /** As in {@link TrainingListener}; the best and the last model are written already. */
    @Override
    default void onEvaluation(Evaluation evaluation, boolean best) throws IOException {}

    /** As in {@link TrainingListener}; the checkpoint is written already. */
    @Override
    default void onState(TrainingState state) throws IOException {}
}
