package io.github.trocr4j.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.trocr4j.image.Noise;
import io.github.trocr4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFF files give their pages, or one sentence that says why not. */
class TiffFileTest {
    private static final int WIDE = 70;
    private static final int HIGH = 50;
    private static final Picture NOISE = Picture.gray(Noise.plane(WIDE, HIGH), WIDE, HIGH);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"LZW, false", "LZW, true", "Deflate, false", "ZLib, true", "PackBits, false", "PackBits, true"})
    void readsGraySamplesAsTheyAre(String compression, boolean tiles) throws IOException {
        byte[] file = TiffFiles.of(compression, tiles, TiffFiles.image(NOISE, BufferedImage.TYPE_BYTE_GRAY));
        assertThat(read(file).plane(0)).isEqualTo(NOISE.plane(0));
        byte[] deep = TiffFiles.of(compression, tiles, TiffFiles.image(NOISE, BufferedImage.TYPE_USHORT_GRAY));
        assertThat(read(deep).plane(0)).isEqualTo(NOISE.plane(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CCITT RLE", "CCITT T.4", "CCITT T.6", "LZW", "Deflate", "PackBits"})
    void readsPicturesOfOneBit(String compression) throws IOException {
        BufferedImage bits = TiffFiles.image(NOISE, BufferedImage.TYPE_BYTE_BINARY);
        byte[] expected = NOISE.plane(0);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (expected[i] < 0 ? 255 : 0);
        }
        assertThat(read(TiffFiles.of(compression, false, bits)).plane(0)).isEqualTo(expected);
    }

    @Test
    void readsColours() throws IOException {
        Picture colours = Picture.rgb(Noise.plane(WIDE, HIGH), new byte[WIDE * HIGH], NOISE.plane(0), WIDE, HIGH);
        Picture read = read(TiffFiles.of("LZW", true, TiffFiles.image(colours, BufferedImage.TYPE_INT_RGB)));
        for (int plane = 0; plane < 3; plane++) {
            assertThat(read.plane(plane)).isEqualTo(colours.plane(plane));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 4", "5, 5", "6, 8", "7, 7", "8, 6"})
    void turnsPagesAndTakesEitherEndAsWhite(int orientation, int inverse) throws IOException {
        Picture read = read(TiffFiles.whiteIsZero(NOISE, orientation, inverse));
        assertThat(read.width()).isEqualTo(WIDE);
        assertThat(read.plane(0)).isEqualTo(NOISE.plane(0));
    }

    @Test
    void eachPageIsAPicture() throws IOException {
        Picture black = Picture.gray(new byte[20 * 10], 20, 10);
        Path file = Files.write(
                folder.resolve("scan"),
                TiffFiles.of(
                        "LZW",
                        false,
                        TiffFiles.image(NOISE, BufferedImage.TYPE_BYTE_GRAY),
                        TiffFiles.image(black, BufferedImage.TYPE_BYTE_GRAY)));
        assertThat(FilePage.of(file)).hasToString("[" + file + " page 1, " + file + " page 2]");
        assertThat(FilePage.of(file).get(0).picture().plane(0)).isEqualTo(NOISE.plane(0));
        assertThat(FilePage.of(file).get(1).picture().width()).isEqualTo(20);
        assertThatExceptionOfType(UnreadableImageException.class)
                .isThrownBy(() -> PictureFile.read(file))
                .withMessage(file + ": has 2 pages, expected one; save each as a file of its own.");
    }

    @Test
    void aDamagedPageLeavesTheOthers() throws IOException {
        byte[] bytes = TiffFiles.of(
                "PackBits",
                false,
                TiffFiles.image(NOISE, BufferedImage.TYPE_BYTE_GRAY),
                TiffFiles.image(NOISE, BufferedImage.TYPE_BYTE_GRAY));
        set(bytes, 1, TiffFiles.COMPRESSION, 6);
        PicturePages pages = PictureFile.pages("scan.tif", bytes);
        assertThat(pages.picture(1).plane(0)).isEqualTo(NOISE.plane(0));
        assertThatExceptionOfType(UnreadableImageException.class)
                .isThrownBy(() -> pages.picture(2))
                .withMessageStartingWith("scan.tif page 2: is a TIFF picture with compression 6, expected none");
    }

    @Test
    void thumbnailsAreNoPages() throws IOException {
        byte[] page = TiffFiles.of(ByteOrder.LITTLE_ENDIAN, TiffFiles.values(WIDE, HIGH), NOISE.plane(0));
        Map<Integer, long[]> values = TiffFiles.values(WIDE, HIGH);
        TiffFiles.put(values, 254, 1);
        byte[] thumbnail = TiffFiles.of(ByteOrder.LITTLE_ENDIAN, values, NOISE.plane(0));
        assertThat(read(thumbnail).plane(0)).as("unless there is nothing else").isEqualTo(NOISE.plane(0));
        // Both directories begin where the data ends, and the same data serves both.
        int start = 8 + WIDE * HIGH;
        byte[] both = Arrays.copyOf(page, page.length + thumbnail.length - start);
        System.arraycopy(thumbnail, start, both, page.length, thumbnail.length - start);
        assertThat(count(both)).isEqualTo(1);
        int next = start + 2 + 12 * 9;
        ByteBuffer.wrap(both).order(ByteOrder.LITTLE_ENDIAN).putInt(next, page.length);
        assertThat(count(both)).isEqualTo(1);
        ByteBuffer.wrap(both).order(ByteOrder.LITTLE_ENDIAN).putInt(page.length + 2 + 8, 0);
        assertThat(count(both)).isEqualTo(2);
    }

    private static int count(byte[] file) throws IOException {
        return PictureFile.pages("x", file).count();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "256 | 30000      | should have 1 to 25000000 pixels, but is 30000 wide and 50000 high",
                "256 | 0          | should have 1 to 25000000 pixels",
                "256 | 4294967295 | should have 1 to 25000000 pixels",
                "257 | 65536      | should have at most 65535 pixels a side",
                "258 | 3          | is a TIFF picture with samples of 3 bits, expected 1, 2, 4, 8 or 16",
                "258 | 32         | is a TIFF picture with samples of 32 bits",
                "259 | 6          | is a TIFF picture with compression 6",
                "259 | 50000      | is a TIFF picture with compression 50000",
                "259 | 7          | is damaged, its strip or tile 1 is no fitting JPEG picture",
                "262 | 8          | is a TIFF picture of a kind that is not read (colours 8, 1 samples of 8 bits)",
                "273 | 4000000000 | is damaged, its strip or tile 1 is not in the file",
                "277 | 65535      | is a TIFF picture of a kind that is not read",
                "278 | 1          | is damaged, it has 1 of the 50 strips or tiles that its size needs",
                "278 | 0          | is damaged, it has no valid size of its strips or tiles",
                "279 | 3499       | is damaged, its strip or tile 1 ends too soon",
                "279 | 0          | is damaged, its strip or tile 1 is not in the file",
                "322 | 16         | is damaged, it has 1 of the 5 strips or tiles that its size needs",
                "322 | 17         | is damaged, the sides of its tiles are no multiples of 16",
                "322 | 2000000000 | is damaged, it has no valid size of its strips or tiles"
            })
    void saysWhatCannotBeRead(int tag, long value, String complaint) throws IOException {
        Map<Integer, long[]> values = TiffFiles.values(tag == 257 ? 1 : WIDE, HIGH);
        if (tag == 322) {
            TiffFiles.put(values, 323, 64);
            TiffFiles.put(values, 324, 8);
            TiffFiles.put(values, 325, 3000);
        }
        if (value == 30000) {
            TiffFiles.put(values, TiffFiles.LENGTH, 50_000);
        }
        TiffFiles.put(values, tag, value);
        refuses(TiffFiles.of(ByteOrder.LITTLE_ENDIAN, values, NOISE.plane(0)), complaint);
    }

    @Test
    void refusesStripsThatOverlap() throws IOException {
        Map<Integer, long[]> values = TiffFiles.values(WIDE, HIGH);
        TiffFiles.put(values, TiffFiles.ROWS_PER_STRIP, 1);
        long[] offsets = new long[HIGH];
        Arrays.fill(offsets, 8);
        TiffFiles.put(values, TiffFiles.STRIP_OFFSETS, offsets);
        long[] counts = new long[HIGH];
        Arrays.fill(counts, 3500);
        TiffFiles.put(values, TiffFiles.STRIP_BYTES, counts);
        refuses(TiffFiles.of(ByteOrder.LITTLE_ENDIAN, values, NOISE.plane(0)), "its strips or tiles overlap");
    }

    @Test
    void refusesACircleOfPagesAndTooMany() throws IOException {
        byte[] file = TiffFiles.of(ByteOrder.LITTLE_ENDIAN, TiffFiles.values(WIDE, HIGH), NOISE.plane(0));
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int first = bytes.getInt(4);
        bytes.putInt(first + 2 + 12 * 9, first);
        refuses(file, "is damaged, its page 2 is an earlier one");
        BufferedImage[] pages = new BufferedImage[TiffDirectory.MAX_PAGES + 1];
        Arrays.fill(pages, new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY));
        refuses(TiffFiles.of("LZW", false, pages), "has more than the 1000 pages that a file may have; split it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZW", "Deflate", "PackBits", "CCITT T.4", "CCITT T.6", "JPEG"})
    void answersAnyDamageWithAPictureOrASentence(String compression) throws IOException {
        boolean fax = compression.startsWith("CCITT");
        byte[] whole = TiffFiles.of(
                compression,
                false,
                TiffFiles.image(NOISE, fax ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_GRAY));
        Random random = new Random(1);
        int directory = ByteBuffer.wrap(whole).getInt(4);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = round % 2 == 0 ? directory + random.nextInt(160) : random.nextInt(damaged.length);
                damaged[Math.min(at, damaged.length - 1)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(read(damaged).width()).isPositive();
            } catch (UnreadableImageException e) {
                assertThat(e.getMessage()).startsWith("x: ").endsWith(".");
            }
        }
        for (int tenth = 1; tenth < 10; tenth++) {
            byte[] cut = Arrays.copyOf(whole, whole.length * tenth / 10);
            assertThatExceptionOfType(UnreadableImageException.class).isThrownBy(() -> read(cut));
        }
    }

    /** Sets the first value of a tag of a page, from 0. */
    private static void set(byte[] file, int page, int tag, int value) throws IOException {
        TiffDirectory directory = TiffDirectory.pages("x", file).get(page);
        int entry = directory.entries().get(tag);
        boolean isShort = directory.file().getShort(entry + 2) == 3;
        if (isShort) {
            directory.file().putShort(entry + 8, (short) value);
        } else {
            directory.file().putInt(entry + 8, value);
        }
    }

    private static Picture read(byte[] file) throws IOException {
        return PictureFile.of("x", file, PictureFile.MAX_PIXELS);
    }

    private static void refuses(byte[] file, String complaint) {
        assertThatExceptionOfType(UnreadableImageException.class)
                .isThrownBy(() -> read(file))
                .withMessageStartingWith("x: ")
                .withMessageContaining(complaint)
                .withMessageEndingWith(".");
    }
}
