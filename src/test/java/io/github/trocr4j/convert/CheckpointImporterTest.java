package io.github.trocr4j.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.Goldens;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.TrOcr;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.convert.CheckpointImporter.Imported;
import io.github.trocr4j.convert.CheckpointImporter.Options.Head;
import io.github.trocr4j.convert.ImportReport.Fate;
import io.github.trocr4j.convert.ImportReport.Line;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class CheckpointImporterTest {
    private static final String POSITIONS = "encoder.embeddings.position_embeddings";
    private static final String EMBEDDING = "decoder.model.decoder.embed_tokens.weight";
    private static final String PROJECTION = "decoder.output_projection.weight";
    private static final CheckpointImporter.Options DIGITS =
            new CheckpointImporter.Options(Head.DIGITS, Optional.empty(), 1);

    @TempDir
    Path directory;

    @Test
    void originalKeepsEverything() throws IOException {
        Path tiny = Goldens.path("tiny");
        Imported imported = read(tiny, "model.safetensors", CheckpointImporter.Options.UNCHANGED);
        ModelDirectory expected = ModelDirectory.load(tiny);
        assertThat(imported.model().config()).isEqualTo(expected.config());
        assertSameValues(imported.model(), expected);
        assertThat(imported.report().of(Fate.READ))
                .hasSameSizeAs(imported.report().lines());
    }

    @Test
    void digitsGetAFreshHeadAndKeepTheRest() throws IOException {
        Path tiny = Goldens.path("tiny");
        Imported imported = read(tiny, "model_with_pooler.safetensors", DIGITS);
        TrOcrConfig config = imported.model().config();
        assertThat(config.digitHead()).contains(DigitHead.FIVE_DIGITS);
        assertThat(config.decoder().vocabSize()).isEqualTo(11);
        assertThat(config.decoder().decoderStartTokenId()).isEqualTo(10);
        assertThat(config.decoder().eosTokenId()).isEmpty();
        assertThat(config.decoder().padTokenId()).isEmpty();
        assertThat(imported.report().of(Fate.FRESH))
                .extracting(Line::tensor, Line::made)
                .containsExactly(tuple(EMBEDDING, "[11, 16]"), tuple(PROJECTION, "[10, 16]"));
        assertThat(imported.report().of(Fate.IGNORED))
                .extracting(Line::tensor, Line::found)
                .containsExactlyInAnyOrder(
                        tuple(EMBEDDING, "F32 [60, 16]"),
                        tuple(PROJECTION, "F32 [60, 16]"),
                        tuple("encoder.pooler.dense.weight", "F32 [32, 32]"),
                        tuple("encoder.pooler.dense.bias", "F32 [32]"));
        ModelDirectory original = ModelDirectory.load(tiny);
        Map<String, long[]> kept = new LinkedHashMap<>(ParameterShapes.of(config));
        kept.remove(EMBEDDING);
        kept.remove(PROJECTION);
        for (String key : kept.keySet()) {
            assertThat(imported.model().weights().values(key))
                    .as(key)
                    .isEqualTo(original.weights().values(key));
        }
    }

    @Test
    void theSeedDecidesTheFreshHead() throws IOException {
        SmallModels.text().save(directory);
        float[] first =
                read(directory, "model.safetensors", DIGITS).model().weights().values(PROJECTION);
        float[] again =
                read(directory, "model.safetensors", DIGITS).model().weights().values(PROJECTION);
        CheckpointImporter.Options other = new CheckpointImporter.Options(Head.DIGITS, Optional.empty(), 2);
        assertThat(again).isEqualTo(first);
        assertThat(read(directory, "model.safetensors", other).model().weights().values(PROJECTION))
                .isNotEqualTo(first);
    }

    @Test
    void aCheckpointWithADigitHeadKeepsIt() throws IOException {
        ModelDirectory saved = SmallModels.digits();
        saved.save(directory);
        Imported imported = read(directory, "model.safetensors", DIGITS);
        assertThat(imported.model().config()).isEqualTo(saved.config());
        assertSameValues(imported.model(), saved);
    }

    @Test
    void aResizedModelMatchesTheOriginalAtThatSize() throws IOException {
        Path tiny = Goldens.path("tiny");
        CheckpointImporter.Options wide =
                new CheckpointImporter.Options(Head.ORIGINAL, Optional.of(new ImageSize(16, 48)), 1);
        Imported imported = read(tiny, "model.safetensors", wide);
        assertThat(imported.report().of(Fate.TRANSFORMED))
                .containsExactly(new Line(
                        Fate.TRANSFORMED,
                        POSITIONS,
                        "F32 [1, 18, 32]",
                        "[1, 14, 32]",
                        "interpolated from 32x32 to 16x48"));
        INDArray pixels = Goldens.formulaPixels("input.pixel_values", 16, 48);
        try (TrOcr at = new TrOcr(imported.model());
                TrOcr original = TrOcr.load(tiny)) {
            assertThat(Goldens.difference(at.encode(pixels), original.encode(pixels)))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void theProcessorHasTheModelsSize() throws IOException {
        ModelDirectory saved = SmallModels.text();
        ImageProcessorConfig usual = saved.processor().config();
        ImageProcessorConfig own = new ImageProcessorConfig(
                true, 64, 64, usual.fit(), usual.resample(), true, 0.5, true, List.of(0.1, 0.2, 0.3), usual.imageStd());
        new ModelDirectory(saved.config(), saved.weights(), new TrOcrImageProcessor(own)).save(directory);
        CheckpointImporter.Options square =
                new CheckpointImporter.Options(Head.DIGITS, Optional.of(new ImageSize(24, 24)), 1);
        assertThat(read(directory, "model.safetensors", square)
                        .model()
                        .processor()
                        .config())
                .isEqualTo(own.withSize(24, 24));
        assertThat(read(directory, "model.safetensors", DIGITS)
                        .model()
                        .processor()
                        .config())
                .isEqualTo(own.withSize(16, 80));
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        rewrite(tensors -> tensors.remove(POSITIONS));
        refused(POSITIONS, "missing", "[1, 22, 16]");
    }

    @Test
    void whatAFreshHeadReplacesMayBeMissing() throws IOException {
        rewrite(tensors -> {
            tensors.remove(EMBEDDING);
            tensors.remove(PROJECTION);
        });
        ImportReport report = read(directory, "model.safetensors", DIGITS).report();
        assertThat(report.of(Fate.FRESH)).extracting(Line::tensor).containsExactly(EMBEDDING, PROJECTION);
        assertThat(report.of(Fate.IGNORED)).isEmpty();
        assertThatThrownBy(() -> read(directory, "model.safetensors", CheckpointImporter.Options.UNCHANGED))
                .hasMessageContaining(EMBEDDING + "' missing");
    }

    @Test
    void anEmbeddingThatIsStoredTwiceIsTied() throws IOException {
        Path folder = FamilyGoldens.path("vit-tied");
        Imported imported = family(tensors -> tensors.put(PROJECTION, tensors.get(EMBEDDING)));
        assertSameValues(imported.model(), ModelDirectory.load(folder));
        assertThat(imported.model().config().decoder().tieWordEmbeddings()).isTrue();
        assertThat(imported.report().of(Fate.IGNORED))
                .contains(new Line(
                        Fate.IGNORED, PROJECTION, "F32 [72, 24]", "", "tied to the embedding, which is the same"));
    }

    @Test
    void aProjectionAloneIsTheEmbeddingToo() throws IOException {
        Imported imported = family(tensors -> tensors.put(PROJECTION, tensors.remove(EMBEDDING)));
        assertSameValues(imported.model(), ModelDirectory.load(FamilyGoldens.path("vit-tied")));
    }

    @Test
    void aProjectionThatDiffersIsKeptUntied() throws IOException {
        Imported imported = family(tensors -> {
            float[] other = tensors.get(EMBEDDING).values().clone();
            other[0]++;
            tensors.put(PROJECTION, new FloatTensor(new long[] {72, 24}, other));
        });
        assertThat(imported.model().config().decoder().tieWordEmbeddings()).isFalse();
        float[] embedding = imported.model().weights().values(EMBEDDING);
        float[] projection = imported.model().weights().values(PROJECTION);
        assertThat(projection[0]).isEqualTo(embedding[0] + 1);
        imported.model().save(directory.resolve("saved"));
        assertThat(ModelDirectory.load(directory.resolve("saved")).weights().values(PROJECTION))
                .isEqualTo(projection);
    }

    @Test
    void modelsThatAreNotTiedNeedAProjection() throws IOException {
        rewrite(tensors -> tensors.remove(PROJECTION));
        assertThatThrownBy(() -> read(directory, "model.safetensors", CheckpointImporter.Options.UNCHANGED))
                .hasMessageContaining(PROJECTION + "' missing");
    }

    @Test
    void digitsReplaceATiedEmbedding() throws IOException {
        Path folder = FamilyGoldens.path("vit-tied");
        Imported imported = read(folder, "model.safetensors", DIGITS);
        assertThat(imported.model().config().decoder().tieWordEmbeddings()).isFalse();
        assertThat(imported.report().of(Fate.IGNORED))
                .extracting(Line::tensor)
                .containsExactly(EMBEDDING, "encoder.pooler.dense.bias", "encoder.pooler.dense.weight");
        assertThat(imported.report().of(Fate.FRESH)).extracting(Line::tensor).containsExactly(EMBEDDING, PROJECTION);
    }

    @Test
    void digitsLearnPositionsThatBeginAsSinusoids() throws IOException {
        Path folder = FamilyGoldens.path("vit-sinusoidal");
        Imported imported = read(folder, "model.safetensors", DIGITS);
        assertThat(imported.model().config().decoder().useLearnedPositionEmbeddings())
                .isTrue();
        try (SafetensorsFile golden = FamilyGoldens.open("vit-sinusoidal")) {
            float[] expected = golden.floats("inter.sinusoidal_table");
            float[] found = imported.model().weights().values("decoder.model.decoder.embed_positions.weight");
            Arrays.fill(expected, 0, 48, 0); // rows that no token has
            assertThat(found).containsExactly(expected, Offset.offset(1e-6f));
        }
    }

    @Test
    void theReportListsKeysThatAreNotPartOfTheModel() throws IOException {
        ImportReport report = read(
                        FamilyGoldens.path("vit-tied"), "model.safetensors", CheckpointImporter.Options.UNCHANGED)
                .report();
        assertThat(report.text()).contains("\nconfig.json: not part of the model: ", "encoder.pooler_act");
        assertThat(report.summary()).doesNotContain("pooler_act");
    }

    private Imported family(Consumer<Map<String, FloatTensor>> change) throws IOException {
        Path folder = FamilyGoldens.path("vit-tied");
        Files.copy(folder.resolve("config.json"), directory.resolve("config.json"));
        Map<String, FloatTensor> tensors = tensors(folder.resolve("model.safetensors"));
        change.accept(tensors);
        SafetensorsWriter.write(directory.resolve("model.safetensors"), SafetensorsWriter.PYTORCH, tensors);
        return read(directory, "model.safetensors", CheckpointImporter.Options.UNCHANGED);
    }

    private static Map<String, FloatTensor> tensors(Path file) throws IOException {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            for (String name : read.names()) {
                tensors.put(name, new FloatTensor(read.info(name).shape(), read.floats(name)));
            }
        }
        return tensors;
    }

    @Test
    void aTensorOfAnotherShapeIsNamedWithBothShapes() throws IOException {
        rewrite(tensors -> tensors.put(EMBEDDING, new FloatTensor(new long[] {12, 16}, new float[192])));
        refused(EMBEDDING, "[11, 16]", "[12, 16]");
    }

    @Test
    void aPoolerIsIgnoredWhateverItsShape() throws IOException {
        rewrite(tensors -> tensors.put("encoder.pooler.dense.bias", new FloatTensor(new long[] {3}, new float[3])));
        assertThat(read(directory, "model.safetensors", DIGITS).report().of(Fate.IGNORED))
                .extracting(Line::tensor)
                .contains("encoder.pooler.dense.bias");
    }

    @Test
    void onlyTheListedTensorsAreIgnored() throws IOException {
        rewrite(tensors -> tensors.put("encoder.pooler.extra", new FloatTensor(new long[] {3}, new float[3])));
        refused("encoder.pooler.extra", "unknown", "[3]");
    }

    @Test
    void valuesThatAreNotFiniteAreCountedAndNamed() throws IOException {
        rewrite(tensors -> {
            tensors.get(POSITIONS).values()[3] = Float.NEGATIVE_INFINITY;
            tensors.get(POSITIONS).values()[5] = Float.NaN;
            tensors.get("encoder.layernorm.bias").values()[0] = Float.NaN;
        });
        refused(POSITIONS, "found -Infinity in 2 of 352 values, and some in 1 more tensors");
    }

    @Test
    void valuesThatAreNotFiniteMayBeInTensorsThatAreIgnored() throws IOException {
        rewrite(tensors -> tensors.get(EMBEDDING).values()[0] = Float.NaN);
        assertThat(read(directory, "model.safetensors", DIGITS).report().of(Fate.FRESH))
                .hasSize(2);
    }

    @Test
    void infinitiesOfFloat16AreRefused() throws IOException {
        rewrite(tensors -> tensors.get(POSITIONS).values()[0] = 70_000);
        Path file = directory.resolve("model.safetensors");
        Map<String, FloatTensor> tensors = tensors(file);
        SafetensorsWriter.write(file, SafetensorsWriter.PYTORCH, tensors, Dtype.F16);
        refused(POSITIONS, "found Infinity in 1 of 352 values", "F16");
    }

    private static Tuple tuple(Object... values) {
        return Tuple.tuple(values);
    }

    private static Imported read(Path directory, String file, CheckpointImporter.Options options) throws IOException {
        try (SafetensorsFile checkpoint = SafetensorsFile.open(directory.resolve(file))) {
            return CheckpointImporter.read(directory, checkpoint, options);
        }
    }

    private static void assertSameValues(ModelDirectory found, ModelDirectory expected) {
        for (String key : ParameterShapes.of(expected.config()).keySet()) {
            assertThat(found.weights().values(key))
                    .as(key)
                    .isEqualTo(expected.weights().values(key));
        }
    }

    private void rewrite(Consumer<Map<String, FloatTensor>> change) throws IOException {
        SmallModels.text().save(directory);
        Path file = directory.resolve("model.safetensors");
        Map<String, FloatTensor> tensors = tensors(file);
        change.accept(tensors);
        SafetensorsWriter.write(file, SafetensorsWriter.PYTORCH, tensors);
    }

    private void refused(String tensor, String... says) {
        assertThatThrownBy(() -> read(directory, "model.safetensors", DIGITS))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.tensor()).isEqualTo(tensor))
                .hasMessageContainingAll(says);
    }
}
