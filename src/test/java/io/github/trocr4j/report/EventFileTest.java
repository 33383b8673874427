package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000, 500_000_000));
    private static final MetricsRow TRAINING = MetricsRow.training(300, 1, 320, 1.75, 1e-4, 0.5, 41.5, 7.7);
    private static final MetricsRow EVALUATION =
            MetricsRow.evaluation(20, 1, 640, OptionalDouble.empty(), 0.5, 0.875, 16);

    @TempDir
    Path folder;

    /** The checksum of "123456789" is the check value of CRC-32C in the catalogue of parametrised CRC algorithms. */
    @Test
    void checksumsAreMaskedCrc32c() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        int crc = 0xE3069283;
        assertThat(EventFile.maskedChecksum(digits, 0, 9)).isEqualTo((crc >>> 15 | crc << 17) + 0xa282ead8);
    }

    @Test
    void theFirstRecordIsTheVersion() throws IOException {
        EventFile.begin(folder.resolve("tensorboard"), RunKind.STRIPS, CLOCK).close();

        Path file = folder.resolve("tensorboard/events.out.tfevents.1700000000.trocr4j");
        assertThat(records(file)).hasSize(1);
        // wall_time 1700000000.5 as double; step 0; file_version
        assertThat(records(file).get(0)).isEqualTo("0900002040fc54d941" + "1000" + "1a0d" + hex("brain.Event:2"));
    }

    @Test
    void aRowIsOneEventOfAllThatWasMeasured() throws IOException {
        try (EventFile events = EventFile.begin(folder, RunKind.STRIPS, CLOCK)) {
            events.write(TRAINING);

            String event = records(only()).get(1);
            assertThat(event)
                    .startsWith("0900002040fc54d941" + "10ac02") // step 300 in two bytes
                    .contains("0a11" + "0a0a" + hex("train/loss") + "15" + "0000e03f") // 1.75f
                    .contains(hex("train/learning_rate") + "15" + "17b7d138")
                    .contains(hex("train/grad_norm"))
                    .contains(hex("train/strips_per_second"))
                    .doesNotContain(hex("eval/"));
        }
    }

    @Test
    void missingValuesAreOmitted() throws IOException {
        try (EventFile events = EventFile.begin(folder, RunKind.STRIPS, CLOCK)) {
            events.write(EVALUATION);
        }
        assertThat(records(only()).get(1))
                .contains(hex("eval/exact_strips") + "15" + "0000003f")
                .contains(hex("eval/digit_accuracy"))
                .doesNotContain(hex("eval/loss"))
                .doesNotContain(hex("train/"));
    }

    @Test
    void linesHaveTheirOwnTags() throws IOException {
        try (EventFile events = EventFile.begin(folder, RunKind.LINES, CLOCK)) {
            events.write(TRAINING);
            events.write(EVALUATION);
        }
        assertThat(records(only()).get(1)).contains(hex("train/lines_per_second"));
        assertThat(records(only()).get(2))
                .contains(hex("eval/exact_lines") + "15" + "0000003f")
                .contains(hex("eval/cer") + "15" + "0000603f"); // 0.875f
    }

    @Test
    void aResumedRunStartsALaterFile() throws IOException {
        EventFile.begin(folder, RunKind.STRIPS, CLOCK).close();
        EventFile.resume(folder, RunKind.STRIPS, CLOCK, 40).close(); // within the same second

        Path second = folder.resolve("events.out.tfevents.1700000001.trocr4j");
        // step 41; session_log { status: START }
        assertThat(records(second).get(1)).isEqualTo("0900002040fc54d941" + "1029" + "3a02" + "0801");
    }

    @Test
    void otherFilesInTheFolderAreLeftAlone() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        EventFile.begin(folder, RunKind.STRIPS, CLOCK).close();

        assertThat(folder.resolve("notes.txt")).hasContent("mine");
        assertThat(folder.resolve("events.out.tfevents.1700000000.trocr4j")).isRegularFile();
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the data of each record, after verifying both checksums. */
    private static List<String> records(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        List<String> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            int length = (int) bytes.getLong();
            assertThat(bytes.getInt()).isEqualTo(EventFile.maskedChecksum(all, start, 8));
            byte[] data = new byte[length];
            bytes.get(data);
            assertThat(bytes.getInt()).isEqualTo(EventFile.maskedChecksum(data, 0, length));
            records.add(HexFormat.of().formatHex(data));
        }
        return records;
    }
}
