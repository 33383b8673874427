package io.github.trocr4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
    private static final HubSettings DEFAULTS = HubSettings.defaults();

    @Test
    void thePublicHubIsTheDefault() {
        assertThat(DEFAULTS.base()).hasToString("https://huggingface.co");
        assertThat(DEFAULTS.token()).isEmpty();
        assertThat(DEFAULTS.connectLimit()).isEqualTo(Duration.ofSeconds(10));
        assertThat(DEFAULTS.stallLimit()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://mirror.example/hub/", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:1"})
    void aBaseIsHttpsOrOnThisMachine(String base) {
        assertThat(DEFAULTS.withBase(URI.create(base)).base()).hasToString(base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://huggingface.co",
                "http://127.0.0.1.example.org",
                "ftp://localhost",
                "file:///etc",
                "huggingface.co",
                "https://user:word@huggingface.co",
                "https://huggingface.co?a=b",
                "https://huggingface.co#a"
            })
    void otherBasesAreRefused(String base) {
        assertThatThrownBy(() -> DEFAULTS.withBase(URI.create(base)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The address of the Hub ")
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "hf_ab c", "hf_abc\n", "hf_abc\r\nX-Other: 1", "hf_\u00e4bc"})
    void anInvalidTokenIsRefusedWithoutBeingShown(String token) {
        assertThatThrownBy(() -> DEFAULTS.withToken(Optional.of(token)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HF_TOKEN")
                .hasMessageNotContaining("hf_");
    }

    @Test
    void theTokenIsNotInTheText() {
        assertThat(DEFAULTS.withToken(Optional.of("hf_abc")).toString())
                .contains("token=given")
                .doesNotContain("hf_abc");
    }

    @Test
    void limitsArePositive() {
        Duration second = Duration.ofSeconds(1);
        assertThat(DEFAULTS.withLimits(second, second).stallLimit()).isEqualTo(second);
        assertThatThrownBy(() -> DEFAULTS.withLimits(Duration.ZERO, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withLimits(second, second.negated()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
