package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxFileTest {
    @TempDir
    Path folder;

    @Test
    void imagesAreReadAsTheyAre() throws IOException {
        byte[] content = IdxFiles.images(3);
        assertThat(IdxFile.readImages(write(content))).isEqualTo(Arrays.copyOfRange(content, 16, content.length));
    }

    @Test
    void gzipIsRecognisedByContentWhateverTheName() throws IOException {
        byte[] expected = {0, 1, 2, 3};
        assertThat(IdxFile.readLabels(write(IdxFiles.gzip(IdxFiles.labels(4))))).isEqualTo(expected);
        assertThat(IdxFile.readLabels(write(IdxFiles.labels(4)))).isEqualTo(expected);
    }

    @Test
    void aGzipHeaderMayCarryExtraFieldNameCommentAndCheckSum() throws IOException {
        byte[] plain = IdxFiles.gzip(IdxFiles.labels(2));
        byte[] fields = {3, 0, 'a', 'b', 'c', 'n', 0, 'c', 0, 1, 2};
        byte[] file = concatenated(Arrays.copyOf(plain, 10), fields, Arrays.copyOfRange(plain, 10, plain.length));
        file[3] = 2 + 4 + 8 + 16;
        assertThat(IdxFile.readLabels(write(file))).containsExactly(0, 1);
    }

    static Stream<Arguments> damagedImages() {
        byte[] good = IdxFiles.images(2);
        byte[] packed = IdxFiles.gzip(good);
        return Stream.of(
                damage("an empty file", new byte[0], "expected a whole IDX header"),
                damage("half a header", Arrays.copyOf(good, 15), "expected a whole IDX header"),
                damage("one byte short", Arrays.copyOf(good, good.length - 1), "found only 1567"),
                damage("one byte long", Arrays.copyOf(good, good.length + 1), "found more"),
                damage("labels", IdxFiles.labels(2), "expected the IDX magic 0x00000803 of images, found 0x00000801"),
                damage("floats", withInt(good, 0, 0x0d03), "found 0x00000d03"),
                damage("a web page", "<!DOCTYPE html><html>".getBytes(StandardCharsets.UTF_8), "found 0x3c21444f"),
                damage("no images", withInt(good, 4, 0), "a header that says 0"),
                damage("more images than bytes", withInt(good, 4, 1_000_000), "found only 1568"),
                damage("too many images", withInt(good, 4, 1_000_001), "a header that says 1000001"),
                damage("a count of 2^32 - 1", withInt(good, 4, -1), "a header that says 4294967295"),
                damage("27 rows", withInt(good, 8, 27), "found 27 x 28"),
                damage("2^31 columns", withInt(good, 12, Integer.MIN_VALUE), "found 28 x 2147483648"),
                damage("gzip of too much", IdxFiles.gzip(Arrays.copyOf(good, good.length + 5000)), "found more"),
                damage("gzip of too little", IdxFiles.gzip(Arrays.copyOf(good, 1000)), "found only 984"),
                damage("gzip cut in its data", Arrays.copyOf(packed, packed.length - 12), "undamaged gzip"),
                damage("gzip cut in its trailer", Arrays.copyOf(packed, packed.length - 1), "undamaged gzip"),
                damage("gzip without content", Arrays.copyOf(packed, 10), "undamaged gzip"),
                damage("gzip's magic alone", Arrays.copyOf(packed, 2), "undamaged gzip"),
                damage("gzip and one byte", concatenated(packed, new byte[1]), "1 more bytes after its end"),
                damage("gzip twice", concatenated(packed, packed), packed.length + " more bytes after its end"),
                damage("a wrong check sum", flipped(packed, packed.length - 8), "a wrong check sum"),
                damage("a wrong length", flipped(packed, packed.length - 4), "a wrong length"),
                damage("a wrong method", flipped(packed, 2), "unknown compression method"),
                damage("an endless name", withByte(Arrays.copyOf(packed, 12), 3, 8), "undamaged gzip"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damagedImages")
    void damageIsNamedInOneSentenceThatSaysWhatToDo(String kind, byte[] content, String complaint) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> IdxFile.readImages(file))
                .as(kind)
                .isInstanceOf(IdxFormatException.class)
                .hasMessageStartingWith(file + ": expected ")
                .hasMessageContaining(complaint)
                .hasMessageEndingWith("; download the file again or remove it.");
    }

    @Test
    void aLabelAboveNineIsRefusedWithItsPosition() throws IOException {
        Path file = write(withByte(IdxFiles.labels(5), 8 + 3, 200));
        assertThatThrownBy(() -> IdxFile.readLabels(file))
                .isInstanceOf(IdxFormatException.class)
                .hasMessageContaining("found label 200 at position 3");
    }

    @Test
    void aMissingFileAndAFolderAreOrdinaryIoErrors() {
        assertThatThrownBy(() -> IdxFile.readImages(folder.resolve("nothing"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> IdxFile.readImages(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void anyChangedByteOfAGzipFileIsReadAlikeOrRefusedAsDamaged() throws IOException {
        byte[] packed = IdxFiles.gzip(IdxFiles.labels(40));
        for (int at = 0; at < packed.length; at++) {
            for (int change = 1; change < 256; change = 2 * change + 1) {
                Path file = write(withByte(packed, at, packed[at] ^ change));
                Throwable thrown = catchThrowable(() -> IdxFile.readLabels(file));
                if (thrown == null) {
                    assertThat(IdxFile.readLabels(file)).isEqualTo(IdxFile.readLabels(write(packed)));
                } else {
                    assertThat(thrown).as("byte %s, change %s", at, change).isInstanceOf(IdxFormatException.class);
                }
            }
        }
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content);
    }

    private static Arguments damage(String kind, byte[] content, String complaint) {
        return Arguments.of(kind, content, complaint);
    }

    private static byte[] withInt(byte[] content, int at, int value) {
        byte[] changed = content.clone();
        ByteBuffer.wrap(changed).putInt(at, value);
        return changed;
    }

    private static byte[] withByte(byte[] content, int at, int value) {
        byte[] changed = content.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] flipped(byte[] content, int at) {
        return withByte(content, at, content[at] ^ 1);
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteBuffer all =
                ByteBuffer.allocate(Stream.of(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
