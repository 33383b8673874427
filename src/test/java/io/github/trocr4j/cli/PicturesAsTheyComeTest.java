package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.PictureRow;
import io.github.trocr4j.image.file.PictureTable;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs {@code predict} once on all pictures of {@link PictureTable}, with the shipped model.
 *
 * <p>{@code -Dtrocr4j.pictures=DIR} keeps the files there, with the decoded picture of each beside it as PGM or PPM,
 * for comparison with Pillow by {@code tools/compare_with_pillow.py}.
 */
class PicturesAsTheyComeTest {
    private static final Map<String, JsonValue> SAID = new LinkedHashMap<>();

    private static Path folder;
    private static Ran ran;

    static List<PictureRow> rows() {
        return PictureTable.ROWS;
    }

    @BeforeAll
    static void predictAllOfThem(@TempDir Path temporary) throws IOException {
        String wanted = System.getProperty("trocr4j.pictures");
        folder = wanted == null ? temporary : Files.createDirectories(Path.of(wanted));
        List<Object> command = new ArrayList<>(List.of("predict", "--json", "--runs", temporary.resolve("runs")));
        for (PictureRow row : rows()) {
            Path file = folder.resolve(row.name());
            row.maker().make(file);
            command.add(file);
            if (wanted != null && row.read()) {
                Files.write(folder.resolve(row.name() + ".pnm"), portableMap(PictureFile.read(file)));
            }
        }
        ran = Ran.of(command.toArray());
        for (String line : ran.out().lines().toList()) {
            JsonValue said = JsonTree.read(line);
            SAID.put(said.get("file").textValue(), said);
        }
    }

    @Test
    void eachOfSixtyPicturesIsAnsweredOnce() {
        assertThat(rows()).hasSizeGreaterThan(60);
        assertThat(rows()).extracting(PictureRow::name).doesNotHaveDuplicates();
        assertThat(ran.out().lines()).hasSize(rows().size());
        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isReadOrRefusedAsExpected(PictureRow row) { // the pictures are the subject: a digit may be misread
        String file = folder.resolve(row.name()).toString();
        JsonValue said = SAID.get(file);
        if (row.read()) {
            assertThat(said.path("lines"))
                    .as("%s", said)
                    .extracting(line -> line.get("text").textValue())
                    .allMatch(text -> differences(text, row.expected()) <= 1)
                    .hasSize(row.expected().isEmpty() ? 0 : 1);
        } else {
            assertThat(said.path("error").asText())
                    .as("%s", said)
                    .startsWith(file + ": " + row.expected())
                    .endsWith(".")
                    .doesNotContain("\n");
        }
    }

    /** Writes PGM or PPM: a header, then the samples. */
    private static byte[] portableMap(Picture picture) {
        ByteArrayOutputStream map = new ByteArrayOutputStream();
        String header = (picture.isGray() ? "P5\n" : "P6\n") + picture.width() + " " + picture.height() + "\n255\n";
        map.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        byte[][] planes = {picture.plane(0), picture.plane(1), picture.plane(2)};
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            for (int band = 0; band < (picture.isGray() ? 1 : 3); band++) {
                map.write(planes[band][i]);
            }
        }
        return map.toByteArray();
    }

    private static int differences(String text, String expected) {
        int longer = Math.max(text.length(), expected.length());
        return longer
                - Math.toIntExact(IntStream.range(0, Math.min(text.length(), expected.length()))
                        .filter(at -> text.charAt(at) == expected.charAt(at))
                        .count());
    }
}
