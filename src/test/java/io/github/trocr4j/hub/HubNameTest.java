package io.github.trocr4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubNameTest {
    @Test
    void theRevisionIsMainByDefault() {
        assertThat(HubName.parse("microsoft/trocr-small-printed"))
                .isEqualTo(new HubName("microsoft", "trocr-small-printed", "main"));
        assertThat(HubName.parse("microsoft/trocr-small-printed@refs/pr/3"))
                .isEqualTo(new HubName("microsoft", "trocr-small-printed", "refs/pr/3"));
        assertThat(HubName.parse("a_b/C.d@v1.0")).hasToString("a_b/C.d@v1.0");
        assertThat(HubName.parse("a/b").at("c")).isEqualTo(HubName.parse("a/b@c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "trocr",
                "a/",
                "/b",
                "a/b/c",
                "a/b@",
                "a/b@c@d",
                "a b/c",
                "../b",
                "a/..",
                "a/.b",
                "a/b.",
                "a/-b",
                "a/b--c",
                "a/b..c",
                "a/b.git",
                "a\\b",
                "a/b?c",
                "a/b%2F",
                "\u00e4/b",
                "a/b\n",
                "a/b@../c",
                "a/b@c/",
                "a/b@c//d",
                "a/b@-c",
                "a/b@c d",
                "https://huggingface.co/a/b"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> HubName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected a repository of models as owner/name or owner/name@revision")
                .hasMessageMatching("[\\x20-\\x7E]+")
                .hasMessageEndingWith("'.");
    }

    @Test
    void aNameHasAtMost96Characters() {
        assertThat(HubName.parse("a/" + "b".repeat(96)).name()).hasSize(96);
        assertThatThrownBy(() -> HubName.parse("a/" + "b".repeat(97))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HubName.parse("a/b@" + "c".repeat(201))).isInstanceOf(IllegalArgumentException.class);
    }
}
