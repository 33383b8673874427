package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program in a process of its own, started by a shell. */
@EnabledOnOs(OS.LINUX)
class ShellTest {
    private static final String UMLAUT = "\"$(printf 'Z\\303\\244hler.png')\"";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"/dev/full, No space left on device", "&-, Bad file descriptor"})
    void anOutputThatCannotBeWrittenIsOneSentence(String output, String reason) throws Exception {
        assertThat(shell("trocr4j --version 2>&1 >" + output))
                .containsExactly("trocr4j: Standard output cannot be written: " + reason + ".", "exit code 1");
    }

    @Test
    void aNameThatIsNotOfThisLocaleHasACure() throws Exception {
        assertThat(shell("export LC_ALL=C; touch " + UMLAUT + "; trocr4j inspect " + UMLAUT + " 2>&1"))
                .containsExactly(
                        "trocr4j: Z??hler.png: the locale has no such letters (Java takes names of files for"
                                + " ANSI_X3.4-1968); put LC_ALL=C.UTF-8 in front of the command.",
                        "exit code 1");
    }

    @Test
    void filesOfAFolderAreReadInAnyLocale() throws Exception {
        SmallModels.save(folder.resolve("model"));
        BufferedImage blank = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(blank, "png", folder.resolve("a.png").toFile());
        List<String> printed = shell("export LC_ALL=C; mkdir d; cp a.png d/" + UMLAUT + "; cp a.png d/$'\\377.png';"
                + " trocr4j predict --model model --json d");
        assertThat(printed).endsWith("exit code 0");
        assertThat(String.join("\n", printed))
                .contains("{\"file\":\"d/Z\\u00E4hler.png\",\"lines\"", "{\"file\":\"d/\\uFFFD.png\",\"lines\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"-1.png, ./-1.png", "--help it's.png, \"./--help it's.png\"", "-h$1.png, './-h$1.png'"})
    void aFileThatLooksLikeAnOptionIsNamedWithItsFolder(String name, String instead) throws Exception {
        String word = "'" + name.replace("'", "'\\''") + "'";
        assertThat(shell("touch -- " + word + "; trocr4j predict " + word + " 2>&1"))
                .containsExactly(
                        "trocr4j: " + name + ": a word that begins with a hyphen is an option; for the file of this"
                                + " name, write " + instead + ".",
                        "exit code 2");
    }

    /** Returns the lines of standard output, and the exit code, of a script in which trocr4j is a command. */
    private List<String> shell(String script) throws IOException, InterruptedException {
        // Java 24 and newer print warnings without the first two options.
        String start = "trocr4j() { \"$JAVA\" --enable-native-access=ALL-UNNAMED -Dsun.misc.unsafe.memory.access=allow"
                + " -XX:TieredStopAtLevel=1 -Xmx256m " + Main.class.getName() + " \"$@\"; }; ";
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", start + script + "; echo exit code $?")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed.lines().toList();
    }
}
