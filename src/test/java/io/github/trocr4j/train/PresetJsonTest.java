package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Recipes as JSON files. */
class PresetJsonTest {
    static final Iterable<String> NAMES = Preset.NAMES;

    private static final Distillation.Source SECOND = new Distillation.Source("second", "1e");

    @ParameterizedTest
    @FieldSource("NAMES")
    void builtInPresetsSurviveReadingAndWriting(String name) throws IOException {
        Preset preset = Preset.named(name).orElseThrow();
        assertThat(preset.name()).isEqualTo(name);
        assertThat(preset.summary()).isNotBlank();
        assertThat(parse(preset.json())).isEqualTo(preset);
    }

    @Test
    void theirModelsAreThoseOfTheLibrary() throws IOException {
        // The same shape, but with other dropout, which matters in training.
        assertThat(Preset.named("quick").orElseThrow().model())
                .usingRecursiveComparison()
                .ignoringFields("decoder.dropout")
                .isEqualTo(TrOcrConfig.compact());
        assertThat(Preset.named("thorough").orElseThrow().model())
                .usingRecursiveComparison()
                .ignoringFields("encoder.hiddenDropoutProb")
                .isEqualTo(TrOcrConfig.compact());
        assertThat(Preset.named("trocr-small").orElseThrow().model()).isEqualTo(TrOcrConfig.trocrSmall());
        assertThat(Preset.named("../quick")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"seed\" : 1 | \"seed\" : \"one\" | mine.json: training.seed: expected a whole number, found \"one\"",
                "\"seed\" : 1 | \"sead\" : 1 | mine.json: training.seed: expected a whole number, found nothing",
                "\"seed\" : 1 | \"seed\" : 1, \"sead\" : 2 | mine.json: training.sead: there is no such key; expected accumul",
                "\"steps\" : 1200 | \"steps\" : 0 | mine.json: training.steps: expected at least 1, found 0",
                "\"ema_decay\" : 0.995 | \"ema_decay\" : 1 | training.ema_decay: expected 0 to below 1, found 1.0",
                "\"freeze\" : \"none\" | \"freeze\" : \"decoder\" | training.freeze: expected none or encoder, found \"decoder\"",
                "\"batch_size\" : 64 | \"batch_size\" : 99999999999 | mine.json: training.",
                "\"training\" | \"trainings\" | mine.json: training: expected an object, found nothing",
                "\"hidden_size\" : 192 | \"hidden_size\" : -1 | mine.json: model: encoder.hidden_size: expected a positive",
                "{ | [ | mine.json: not valid JSON",
            })
    void aMistakeIsNamedWithItsPlace(String right, String wrong, String sentence) throws IOException {
        String text = Preset.named("quick").orElseThrow().json();
        assertThat(text).contains(right);
        assertThatThrownBy(() -> parse(text.replaceFirst(Pattern.quote(right), wrong)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void patienceNeedsHeldOutDigits() {
        assertThatThrownBy(() -> SmallTraining.of(1, 1, 1)
                        .validationDigits(0)
                        .patience(3)
                        .build())
                .hasMessageContaining("patience: expected 0 where no digits are held out, found 3");
    }

    @Test
    void optionalKeysAreWrittenWhereTheyAreUsed() throws IOException {
        Preset thorough = Preset.named("thorough").orElseThrow();
        assertThat(thorough.json()).doesNotContain("drop_path", "augmented_epochs", "muon_scale");
        Preset other = thorough.with(TrainingConfigBuilder.builder(thorough.training())
                .muonScale(2.5)
                .dropPath(0.2)
                .augmentedEpochs(3)
                .augmentation(Augmentation.HEAVIER)
                .build());
        assertThat(other.json())
                .contains(
                        "\"muon_scale\" : 2.5",
                        "\"drop_path\" : 0.2",
                        "\"augmentation\" : \"heavier\"",
                        "\"augmented_epochs\" : 3");
        assertThat(parse(other.json())).isEqualTo(other);
        assertThatThrownBy(() -> parse(other.json().replace("\"drop_path\" : 0.2", "\"drop_path\" : 1")))
                .hasMessageContaining("mine.json: training.drop_path: expected 0 to below 1, found 1.0");
        assertThatThrownBy(() -> parse(other.json().replace("scale\" : 2.5", "scale\" : -1")))
                .hasMessageContaining("training.muon_scale: expected 0 or more, found -1.0");
        assertThatThrownBy(() -> parse(other.json().replace("_epochs\" : 3", "_epochs\" : 2000000000")))
                .hasMessageContaining("training.augmented_epochs: expected 0 to 1000, found 2000000000");
    }

    @Test
    void teachersSurviveReadingAndWriting() throws IOException {
        Preset quick = Preset.named("quick").orElseThrow();
        Preset taught =
                quick.with(new Distillation(List.of(new Distillation.Source("runs/large", "0f"), SECOND), 0.6, 2));
        assertThat(parse(taught.json())).isEqualTo(taught);
        assertThat(quick.json()).doesNotContain("distillation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"share\" : 0.6 | \"share\" : 0 | mine.json: distillation.share: expected more than 0 and at most 1, found 0.0",
                "\"temperature\" : 2.0 | \"temperature\" : -1 | distillation.temperature: expected more than 0, found -1.0",
                "\"temperature\" : 2.0 | \"heat\" : 2.0 | distillation.heat: there is no such key",
                "\"model\" : \"second\" | \"model\" : \"a\\u0000b\" | distillation.teachers.0.model: expected the path of a folder",
                "\"sha256\" : \"1e\" | \"sha256\" : 1 | distillation.teachers.0.sha256: expected text, found 1",
                "\"teachers\" : [ | \"teachers\" : [ 7, | distillation.teachers: expected objects with model and sha256",
            })
    void aMistakeOfTeachersIsNamedWithItsPlace(String right, String wrong, String sentence) throws IOException {
        String text = Preset.named("quick")
                .orElseThrow()
                .with(new Distillation(List.of(SECOND), 0.6, 2))
                .json();
        assertThat(text).contains(right);
        assertThatThrownBy(() -> parse(text.replace(right, wrong)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    private static Preset parse(String text) throws ConfigException {
        return Preset.parse("mine.json", text.getBytes(StandardCharsets.UTF_8));
    }
}
