package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellCommandTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "runs/quick-1, runs/quick-1",
                "Zähler_2.png, Zähler_2.png",
                "my runs/a, \"my runs/a\"",
                "it's, \"it's\"",
                "~/runs, \"~/runs\"",
                "a&b, \"a&b\"",
                "||, \"\"",
                "cost$5, 'cost$5'",
                "a\"b, 'a\"b'",
                "it's$5, 'it'\\''s$5'",
            })
    void onlyWordsThatNeedQuotesHaveThem(String word, String quoted) {
        assertThat(ShellCommand.quoted(word)).isEqualTo(quoted);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aShellTakesQuotedWordsAsTheyAre() throws Exception {
        List<String> words =
                List.of("plain", "", "a b", "'", "\"", "$HOME", "`id`", "a\nb", "\\", "!x", "#", "~", "*", "a;b", "-1");
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s|' " + ShellCommand.quoted(words))
                .redirectErrorStream(true)
                .start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(printed).isEqualTo(String.join("|", words) + "|");
    }

    @Test
    void outsideAJarMavenStartsTheProgram() {
        assertThat(ShellCommand.of(List.of("train", "--resume", "runs/a")))
                .isEqualTo("mvn -q compile exec:java -Dexec.args=\"train --resume runs/a\"");
        assertThat(ShellCommand.of(List.of("train", "--resume", "my runs/a")))
                .isEqualTo("mvn -q compile exec:java -Dexec.args=\"train --resume 'my runs/a'\"");
    }
}
