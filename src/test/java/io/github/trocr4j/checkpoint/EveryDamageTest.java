package io.github.trocr4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Truncates files at each percent and flips a bit of each byte. If a checksum protects the content, a file that still
 * opens has the same values; otherwise it has some values. No other exception is ever thrown.
 */
@Tag("slow")
class EveryDamageTest {
    private static final byte[] ZIP = TorchBytes.zip(PickleBytes.good().stop()).bytes();
    private static final byte[] LEGACY = TorchBytes.legacy();
    private static final byte[] SAFETENSORS =
            SafetensorsBytes.file("{" + SafetensorsBytes.tensor("s", "F32", "[1,2]", "[0,8]") + "}", 8);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny/pytorch_model.bin",
                "tiny/pytorch_model_legacy.bin",
                "tiny/pytorch_model_f16.bin",
                "tiny/odd.bin",
                "tiny/odd_legacy.bin",
                "tiny/odd_nested.bin",
                "tiny/model.safetensors",
                "tiny/odd.safetensors"
            })
    void isRefusedCutOffAtEachPercent(String golden) throws IOException {
        byte[] whole = Files.readAllBytes(Goldens.path(golden));
        assertThat(values(whole)).isPresent();
        for (int percent = 0; percent < 100; percent++) {
            assertThat(values(Arrays.copyOf(whole, (int) ((long) whole.length * percent / 100))))
                    .as("%s %%", percent)
                    .isEmpty();
        }
    }

    @Test
    void isRefusedCutOffAtEachByte() throws IOException {
        for (byte[] whole : new byte[][] {ZIP, LEGACY, SAFETENSORS}) {
            assertThat(values(whole)).isPresent();
            for (int length = 0; length < whole.length; length++) {
                assertThat(values(Arrays.copyOf(whole, length)))
                        .as("%s bytes", length)
                        .isEmpty();
            }
        }
    }

    @Test
    void aFlippedBitOfAZipIsRefusedOrWithoutEffect() throws IOException {
        Map<String, Object> expected = values(ZIP).orElseThrow();
        int refused = 0;
        for (int at = 0; at < ZIP.length; at++) {
            Optional<Map<String, Object>> found = values(flipped(ZIP, at));
            if (found.isPresent()) {
                assertThat(found.get()).as("byte %s", at).isEqualTo(expected);
            } else {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(ZIP.length / 2);
    }

    @Test
    void aFlippedBitOfTheOthersIsRefusedOrReadable() throws IOException {
        for (byte[] whole : new byte[][] {LEGACY, SAFETENSORS}) {
            int refused = 0;
            for (int at = 0; at < whole.length - 8; at++) {
                refused += values(flipped(whole, at)).isPresent() ? 0 : 1;
            }
            assertThat(refused).isGreaterThan(whole.length / 2);
        }
    }

    /** A changed name is not detected here (the model would lack that tensor), but a changed value is. */
    @Test
    void anyFlippedBitOfASafetensorsHeaderIsRefusedOrLeavesEachValue() throws IOException {
        int header =
                8 + ByteBuffer.wrap(SAFETENSORS).order(ByteOrder.LITTLE_ENDIAN).getInt();
        List<String> expected = floats(SAFETENSORS).orElseThrow();
        assertThat(expected).isNotEmpty();
        for (int bit = 0; bit < header * 8; bit++) {
            int at = bit;
            floats(flipped(SAFETENSORS, bit / 8, bit % 8))
                    .ifPresent(found -> assertThat(found).as("bit %s", at).isEqualTo(expected));
        }
    }

    /** Returns the values of all tensors in the file's order, without names. */
    private Optional<List<String>> floats(byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("y.safetensors"), bytes);
        List<String> values = new ArrayList<>();
        try (Checkpoint file = CheckpointFiles.open(path)) {
            for (String name : file.names()) {
                values.add(Arrays.toString(file.floats(name)));
            }
            return Optional.of(values);
        } catch (CheckpointException e) {
            return Optional.empty();
        }
    }

    private static byte[] flipped(byte[] bytes, int at) {
        return flipped(bytes, at, at % 8);
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) (1 << bit);
        return damaged;
    }

    /** Returns shapes and values of all tensors, or nothing if the file is refused. */
    private Optional<Map<String, Object>> values(byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("x"), bytes);
        Map<String, Object> values = new LinkedHashMap<>();
        try (Checkpoint file = CheckpointFiles.open(path)) {
            for (String name : file.names()) {
                TensorInfo info = file.info(name);
                values.put(name, info.toString());
                switch (info.dtype()) {
                    case F64, F32, F16, BF16 -> values.put(name + ".", Arrays.toString(file.floats(name)));
                    default -> {}
                }
            }
            return Optional.of(values);
        } catch (CheckpointException e) {
            assertThat(e.getMessage()).startsWith(path + ": ").endsWith(".").doesNotContain("\n");
            return Optional.empty();
        }
    }
}
