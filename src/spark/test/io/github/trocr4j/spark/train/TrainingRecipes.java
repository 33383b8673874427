package io.github.trocr4j.spark.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.train.AdamW;
import io.github.trocr4j.train.Freeze;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.PresetJson;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Trainings of seconds. */
final class TrainingRecipes {
    private TrainingRecipes() {}

    /** A small model with this dropout, no digits held out. */
    static Preset small(long steps, int batchSize, int accumulation, double dropout) throws IOException {
        TrainingConfig training = new TrainingConfig(
                steps,
                batchSize,
                accumulation,
                3e-3,
                5,
                1,
                new AdamW.Settings(0.9, 0.98, 1e-8, 0.05),
                1.0,
                0.05,
                0,
                Freeze.NONE,
                Augmentation.STRONG,
                0,
                0,
                20,
                1);
        ObjectNode tree =
                PresetJson.tree(new Preset("small", "", SmallModels.digits().config(), training));
        ((ObjectNode) tree.at("/model/encoder")).put("hidden_dropout_prob", dropout);
        ((ObjectNode) tree.at("/model/decoder")).put("dropout", dropout);
        return PresetJson.parse("small", tree.toString().getBytes(StandardCharsets.UTF_8));
    }
}
