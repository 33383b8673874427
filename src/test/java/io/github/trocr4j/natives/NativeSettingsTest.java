package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.natives.NativeSettings.Setting;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeSettingsTest {
    @Test
    void openBlasGetsTheKernelsForTheProcessor() {
        assertThat(settingsFor(Processors.ZEN_5)).containsEntry("OPENBLAS_CORETYPE", "SkylakeX");
        assertThat(settingsFor(Processors.ARM)).doesNotContainKey("OPENBLAS_CORETYPE");
        assertThat(settingsFor("")).doesNotContainKey("OPENBLAS_CORETYPE");
    }

    @Test
    void threadsSleepWhileTheyWait() {
        assertThat(settingsFor(Processors.ARM))
                .containsEntry("OMP_WAIT_POLICY", "PASSIVE")
                .containsEntry("GOMP_SPINCOUNT", "0");
    }

    @Test
    void whatTheUserHasSetStays() {
        Map<String, String> environment =
                Map.of("OPENBLAS_CORETYPE", "Zen", "GOMP_SPINCOUNT", "", "OPENBLAS_NUM_THREADS", "1");
        NativeSettings settings = of("Linux", Processors.SAPPHIRE_RAPIDS, environment, OptionalInt.empty());
        assertThat(settings.settings())
                .contains(
                        new Setting("OPENBLAS_CORETYPE", "Zen", true, "set already"),
                        new Setting("GOMP_SPINCOUNT", "", true, "set already"),
                        new Setting("OPENBLAS_NUM_THREADS", "1", true, "set already"));
    }

    @Test
    void spinningThreadsThatTheUserSetAreKept() {
        NativeSettings settings =
                of("Linux", Processors.ZEN_4, Map.of("OMP_WAIT_POLICY", "ACTIVE"), OptionalInt.empty());
        assertThat(settings.settings()).extracting(Setting::name).doesNotContain("GOMP_SPINCOUNT");
    }

    @Test
    void anEmptyNumberOfThreadsIsNotSet() {
        NativeSettings settings = of("Linux", Processors.ZEN_4, Map.of("OMP_NUM_THREADS", ""), OptionalInt.empty());
        assertThat(settings.settings())
                .contains(new Setting("OMP_NUM_THREADS", "8", false, "the processors that Java sees"));
    }

    @Test
    void nothingIsSetOutsideLinux() {
        NativeSettings settings = of("Mac OS X", Processors.SAPPHIRE_RAPIDS, Map.of(), OptionalInt.of(3));
        assertThat(settings).isEqualTo(new NativeSettings(3, java.util.List.of()));
    }

    @Test
    void threadsAreTheProcessorsThatJavaSees() {
        NativeSettings settings = of("Linux", Processors.ZEN_4, Map.of(), OptionalInt.empty());
        assertThat(settings.threads()).isEqualTo(8);
        assertThat(settings.settings())
                .contains(new Setting("OMP_NUM_THREADS", "8", false, "the processors that Java sees"));
    }

    @Test
    void requestedThreadsGoBeforeThat() {
        NativeSettings settings = of("Linux", Processors.ZEN_4, Map.of(), OptionalInt.of(2));
        assertThat(settings.threads()).isEqualTo(2);
        assertThat(settings.settings())
                .contains(
                        new Setting("OMP_NUM_THREADS", "2", false, "asked for"),
                        new Setting("OPENBLAS_NUM_THREADS", "2", false, "asked for"));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "' 4 ',4", "'6,2',6", "0,2", "-1,2", "many,2", "'',2", "99999999999,2"})
    void ompNumThreadsGoesBeforeBothIfItIsANumber(String variable, int threads) {
        NativeSettings settings = of("Linux", Processors.ZEN_4, Map.of("OMP_NUM_THREADS", variable), OptionalInt.of(2));
        assertThat(settings.threads()).isEqualTo(threads);
    }

    private static Map<String, String> settingsFor(String cpuinfo) {
        return of("Linux", cpuinfo, Map.of(), OptionalInt.empty()).settings().stream()
                .collect(Collectors.toMap(Setting::name, Setting::value));
    }

    private static NativeSettings of(String os, String cpuinfo, Map<String, String> environment, OptionalInt asked) {
        return NativeSettings.of(os, CpuFeatures.of(cpuinfo), environment, asked, 8);
    }
}
