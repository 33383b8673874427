package io.github.trocr4j.train;

import java.util.List;

/** One optimiser step at a time: gradients, clipping, AdamW. */
record GradientSteps(TrainingConfig config, AdamW optimiser, GradientSource source) implements Steps {
    @Override
    public List<Taken> take(long step) {
        GradientSource.Mean mean = source.gradients(step);
        double norm = optimiser.norm(mean.gradients());
        Taken taken = new Taken(mean.loss(), norm).orDiverged(step);
        optimiser.step(mean.gradients(), config.schedule().at(step), Gradients.clipping(norm, config.clipNorm()));
        return List.of(taken);
    }

    @Override
    public void close() {
        source.close();
    }
}
