package io.github.trocr4j.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.trocr4j.image.Noise;
import io.github.trocr4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files give a picture, or one sentence that says why not. */
class PictureFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif"})
    void readsGraySamplesAsTheyAre(String format) throws IOException {
        byte[] noise = Noise.plane(140, 28);
        Picture picture = PictureFile.read(write(encoded(gray(noise, 140, 28), format)));
        assertThat(picture.width()).isEqualTo(140);
        assertThat(picture.height()).isEqualTo(28);
        assertThat(picture.gray()).isEqualTo(noise);
    }

    @Test
    void readsAJpegCloseToWhatItWas() throws IOException {
        byte[] flat = new byte[140 * 28];
        Arrays.fill(flat, (byte) 95);
        Picture picture = PictureFile.read(write(encoded(gray(flat, 140, 28), "jpeg")));
        assertThat(picture.gray()).containsOnly(95);
    }

    @Test
    void turnsAJpegAsItsExifSays() throws IOException {
        byte[] jpeg = encoded(gray(new byte[140 * 28], 140, 28), "jpeg");
        for (String exif : new String[] {
            "457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000",
            "457869660000" + "49492a0008000000" + "0100" + "120103000100000006000000"
        }) {
            Picture picture =
                    PictureFile.read(write(withApp1(jpeg, HexFormat.of().parseHex(exif))));
            assertThat(picture.width()).isEqualTo(28);
            assertThat(picture.height()).isEqualTo(140);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "457869660000",
                "45786966000049492a00",
                "4578696600004d4d002a00000008ffff",
                "4578696600004d4d002affffffff0001011200030000000100060000",
                "4578696600004d4d002a000000080001011200030000000100090000"
            })
    void treatsInvalidExifAsUpright(String exif) throws IOException {
        byte[] jpeg = encoded(gray(new byte[140 * 28], 140, 28), "jpeg");
        byte[] file = withApp1(jpeg, HexFormat.of().parseHex(exif));
        assertThat(ExifOrientation.of(file)).isEqualTo(1);
        for (int length = 0; length < 64; length++) {
            assertThat(ExifOrientation.of(Arrays.copyOf(file, length))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "\0\0\1\1\0"})
    void refusesOtherFilesThanPictures(String content) throws IOException {
        refuses(content.getBytes(StandardCharsets.ISO_8859_1), "is not a PNG, JPEG, BMP, GIF or TIFF picture");
    }

    @ParameterizedTest
    @CsvSource({
        "52494646000000005745425056503820, is a WebP picture",
        "000000186674797068656963, is a HEIC picture",
        "000000186674797061766966, is an AVIF picture",
        "0000002466747970617669730000, is an AVIF picture",
        "00000024667479706d73663100000000, is a HEIC picture",
        "ff0afa7f, is a JPEG XL picture",
        "0000000c4a584c200d0a870a, is a JPEG XL picture",
        "ff4fff51002f, is a JPEG 2000 picture",
        "49492b0008000000, is a BigTIFF picture",
        "49492a00100000004352020000000000, is a camera's raw picture",
        "000000186674797063727820, is a camera's raw picture",
        "0000001c6674797069736f6d, is a video",
        "0000001466747970717420200000, is a video",
        "1a45dfa3a3428681, is a video",
        "252150532d41646f62652d, is a PostScript document",
        "41542654464f524d, is a DjVu document",
        "255044462d312e37, is a PDF document",
        "504b030414000000, is a ZIP file",
        "3c21444f43545950452068746d6c3e, is an HTML page",
        "3c73766720786d6c6e733d2722272f3e, is an SVG or XML file",
        "50350a3120310a, is a portable map",
        "3842505300010000, is a Photoshop file",
        "0000000c6a502020, is a JPEG 2000 picture"
    })
    void namesTheFormatOfOtherFiles(String beginning, String complaint) throws IOException {
        refuses(HexFormat.of().parseHex(beginning), complaint);
    }

    @Test
    void refusesAPngWhoseChecksumIsWrongOrWhoseEndIsMissing() throws IOException {
        byte[] png = encoded(gray(Noise.plane(140, 28), 140, 28), "png");
        refuses(Arrays.copyOf(png, png.length - 12), "ends before its chunk IEND");
        refuses(Arrays.copyOf(png, png.length - 20), "chunk IDAT goes beyond the file's end");
        png[png.length / 2] ^= 1;
        refuses(png, "the checksum of its chunk IDAT is wrong");
    }

    @ParameterizedTest
    @ValueSource(bytes = {4, 5})
    void refusesABmpAroundAnotherPicture(byte compression) throws IOException {
        byte[] bmp = encoded(gray(new byte[140 * 28], 140, 28), "bmp");
        bmp[30] = compression;
        refuses(bmp, "is a BMP file around a JPEG or PNG picture");
    }

    @Test
    void refusesJpegThatAsksForTooMuchOrCannotBeDecoded() throws IOException {
        byte[] jpeg = JpegFiles.of(16, 16, new byte[256]);
        byte[] scans = Arrays.copyOf(jpeg, jpeg.length + 202);
        for (int i = jpeg.length; i < scans.length; i += 2) {
            scans[i] = (byte) 0xff;
            scans[i + 1] = (byte) 0xda;
        }
        refuses(scans, "has 102 scans, expected at most 100");
        int frame = JpegFiles.marker(jpeg, 0xc0);
        byte[] lossless = jpeg.clone();
        lossless[frame + 1] = (byte) 0xc3;
        refuses(lossless, "lossless, hierarchical or arithmetic coding");
        byte[] twelve = jpeg.clone();
        twelve[frame + 4] = 12;
        refuses(twelve, "12 bits a sample, expected 8");
        refuses(JpegFiles.of(16, 16, new byte[256], new byte[256]), "2 components, expected 1, 3 or 4");
    }

    @Test
    void turnsAPngAsItsExifSays() throws IOException {
        byte[] png = encoded(gray(new byte[140 * 28], 140, 28), "png");
        byte[] tiff = HexFormat.of().parseHex("4d4d002a000000080001011200030000000100060000");
        byte[] chunk = ByteBuffer.allocate(tiff.length + 12)
                .putInt(tiff.length)
                .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(chunk, 4, tiff.length + 4);
        ByteBuffer.wrap(chunk).putInt(tiff.length + 8, (int) checksum.getValue());
        // After the header, which ends at byte 33.
        byte[] file = ByteBuffer.allocate(png.length + chunk.length)
                .put(png, 0, 33)
                .put(chunk)
                .put(png, 33, png.length - 33)
                .array();
        Picture picture = PictureFile.read(write(file));
        assertThat(picture.width()).isEqualTo(28);
        assertThat(picture.height()).isEqualTo(140);
    }

    @Test
    void refusesFilesThatAreEmptyMissingFoldersOrTooLong() throws IOException {
        refuses(new byte[0], "is empty");
        refuses(new byte[PictureFile.MAX_BYTES + 1], "more than the 20000000 bytes");
        assertThatExceptionOfType(UnreadableImageException.class)
                .isThrownBy(() -> PictureFile.read(folder.resolve("none")))
                .withMessageContaining("does not exist");
        assertThatExceptionOfType(UnreadableImageException.class)
                .isThrownBy(() -> PictureFile.read(folder))
                .withMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @CsvSource({"5001, 5000", "2147483647, 2147483647", "1, 25000001"})
    void refusesHugeDimensionsBeforeDecoding(int width, int height) throws IOException {
        byte[] png = encoded(gray(new byte[1], 1, 1), "png");
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        refuses(png, "should have 1 to 25000000 pixels, but is " + width + " wide and " + height + " high");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "bmp", "gif"})
    void refusesAPictureCutOffInItsMiddle(String format) throws IOException {
        byte[] whole = encoded(gray(Noise.plane(140, 28), 140, 28), format);
        for (int tenth = 1; tenth < 10; tenth++) {
            refuses(Arrays.copyOf(whole, whole.length * tenth / 10), "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "bmp", "gif"})
    void answersAnyDamageWithAPictureOrASentence(String format) throws IOException {
        byte[] whole = encoded(gray(Noise.plane(20, 10), 20, 10), format);
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(round % 2 == 0 ? Math.min(64, damaged.length) : damaged.length)] =
                        (byte) random.nextInt(256);
            }
            Path file = write(damaged);
            try {
                assertThat(PictureFile.read(file).width()).isPositive();
            } catch (UnreadableImageException e) {
                assertThat(e).hasMessageStartingWith(file.toString()).hasMessageEndingWith(".");
            }
        }
    }

    private void refuses(byte[] bytes, String complaint) throws IOException {
        Path file = write(bytes);
        assertThatExceptionOfType(UnreadableImageException.class)
                .as("%s bytes", bytes.length)
                .isThrownBy(() -> PictureFile.read(file))
                .withMessageStartingWith(file.toString())
                .withMessageContaining(complaint)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("strip.png"), bytes);
    }

    private static BufferedImage gray(byte[] plane, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, plane);
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] withApp1(byte[] jpeg, byte[] content) {
        return ByteBuffer.allocate(jpeg.length + 4 + content.length)
                .put(jpeg, 0, 2)
                .putShort((short) 0xffe1)
                .putShort((short) (content.length + 2))
                .put(content)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }
}
