package io.github.trocr4j.image.file;

import static io.github.trocr4j.image.Pages.BLACKBOARD;
import static io.github.trocr4j.image.Pages.PAPER;
import static io.github.trocr4j.image.Pages.PENCIL;
import static io.github.trocr4j.image.Pages.PHOTOGRAPH;
import static io.github.trocr4j.image.Pages.blue;
import static io.github.trocr4j.image.Pages.field;
import static io.github.trocr4j.image.Pages.night;
import static io.github.trocr4j.image.Pages.page;
import static io.github.trocr4j.image.Pages.roomy;
import static io.github.trocr4j.image.file.PictureRow.reads;
import static io.github.trocr4j.image.file.PictureRow.refuses;
import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static java.awt.image.BufferedImage.TYPE_USHORT_GRAY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Pages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.Renderings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** Pictures of every kind, with the expected results. */
public final class PictureTable {

    /** Text that cannot be decompressed, an invalid colour profile, a time that is too short. */
    private static final byte[][] METADATA = {
        PngFiles.chunk("zTXt", latin("key\0\0text")),
        PngFiles.chunk("iCCP", latin("name\0\0profile")),
        PngFiles.chunk("tIME", new byte[3])
    };

    /** Returns all rows. Names are unique. */
    public static final List<PictureRow> ROWS = List.of(
            // PNG: depths, colours, transparency, interlacing, other chunks.
            reads("strip.png", "40716", strip -> PngFiles.gray(strip, 8, false)),
            reads("gray-1-bit.png", "12983", strip -> PngFiles.gray(page(strip), 1, false)),
            reads("gray-2-bits-interlaced.png", "50364", strip -> PngFiles.gray(page(strip), 2, true)),
            reads("gray-4-bits.png", "87125", strip -> PngFiles.gray(page(strip), 4, false)),
            reads("gray-interlaced.png", "60493", strip -> PngFiles.gray(page(strip), 8, true)),
            reads("gray-16-bits.png", "31752", strip -> PngFiles.gray(page(strip), 16, false)),
            reads("gray-16-bits-interlaced.png", "98046", strip -> PngFiles.gray(page(strip), 16, true)),
            reads("gray-one-value-transparent.png", "27501", strip -> PngFiles.gray(night(strip), 8, false, clear(40))),
            reads("gray-profile.png", "46830", strip -> PngFiles.gray(page(strip), 8, false, METADATA[1])),
            reads("gray-alpha.png", "19257", strip -> PngFiles.grayAlpha(page(strip), 8, false)),
            reads("gray-alpha-16-bits-interlaced.png", "83069", strip -> PngFiles.grayAlpha(page(strip), 16, true)),
            reads("rgb.png", "75421", strip -> PngFiles.colour(blue(strip), 8, false, false)),
            reads("rgb-16-bits.png", "36918", strip -> PngFiles.colour(blue(strip), 16, false, false)),
            reads(
                    "rgb-one-colour-transparent.png",
                    "52073",
                    strip -> PngFiles.colour(night(strip), 8, false, true, clear(40, 40, 40))),
            reads("rgb-alpha.png", "14680", strip -> PngFiles.colour(blue(strip), 8, true, false)),
            reads("rgb-alpha-16-bits-interlaced.png", "90375", strip -> PngFiles.colour(blue(strip), 16, true, true)),
            reads("palette-1-bit.png", "28146", strip -> PngFiles.palette(page(strip), 1, false)),
            reads("palette-4-bits-interlaced.png", "63597", strip -> PngFiles.palette(page(strip), 4, true)),
            reads("palette-texts-and-profile.png", "71804", strip -> PngFiles.palette(page(strip), 8, false, METADATA)),
            reads(
                    "palette-transparent.png",
                    "49231",
                    strip -> PngFiles.palette(night(strip), 4, false, PngFiles.chunk("tRNS", new byte[] {-1, 90, 0}))),
            reads(
                    "turned-by-exif.png",
                    "58602",
                    strip -> PngFiles.gray(
                            ExifOrientation.upright(page(strip), 6),
                            8,
                            false,
                            PngFiles.chunk("eXIf", latin(JpegPictures.tiff(8))))),
            reads(
                    "bytes-after-its-end.png",
                    "30479",
                    strip -> joined(PngFiles.gray(page(strip), 8, false), latin("and something else"))),

            // JPEG: colours, inks, orientations.
            reads("gray.jpg", "21580", strip -> JpegPictures.of(page(strip), false)),
            reads("colour.jpg", "97316", strip -> JpegPictures.of(blue(strip), false)),
            reads("colour-progressive.jpg", "64025", strip -> JpegPictures.of(blue(strip), true)),
            reads(
                    "colour-profile-that-is-none.jpg",
                    "10849",
                    strip -> JpegFiles.with(JpegPictures.of(blue(strip), false), 0xe2, "ICC_PROFILE\0\1\1profile")),
            reads("cmyk.jpg", "35274", strip -> JpegPictures.inks(page(strip))),
            reads("cmyk-adobe.jpg", "82693", strip -> JpegFiles.adobe(JpegPictures.inks(page(strip)), 0)),
            reads("ycck-adobe.jpg", "74150", strip -> JpegFiles.adobe(JpegPictures.transformedInks(page(strip)), 2)),
            reads("rgb-adobe.jpg", "56317", strip -> JpegFiles.adobe(JpegPictures.components(blue(strip)), 0)),
            reads("exif-2-mirrored.jpg", "17024", strip -> JpegPictures.turned(page(strip), 2)),
            reads("exif-3-upside-down.jpg", "69538", strip -> JpegPictures.turned(page(strip), 3)),
            reads("exif-5-transposed.jpg", "24801", strip -> JpegPictures.turned(page(strip), 5)),
            reads("exif-6-turned-right.jpg", "93746", strip -> JpegPictures.turned(page(strip), 6)),
            reads("exif-8-turned-left.jpg", "40182", strip -> JpegPictures.turned(page(strip), 8)),

            // BMP: depths, runs, masks, headers.
            reads("1-bit.bmp", "53967", strip -> BmpFiles.indexed(page(strip), 1)),
            reads("4-bits.bmp", "86210", strip -> BmpFiles.indexed(page(strip), 4)),
            reads("8-bits.bmp", "37495", strip -> BmpFiles.indexed(page(strip), 8)),
            reads("runs-of-8-bits.bmp", "70281", strip -> BmpFiles.runs(page(strip), 8)),
            reads("runs-of-4-bits.bmp", "15673", strip -> BmpFiles.runs(page(strip), 4)),
            reads("16-bits.bmp", "92408", strip -> BmpFiles.colour(blue(strip), 16, false)),
            reads("16-bits-565.bmp", "61934", strip -> BmpFiles.masked(blue(strip), 16, 0xf800, 0x7e0, 0x1f)),
            reads("24-bits.bmp", "48057", strip -> BmpFiles.colour(blue(strip), 24, false)),
            reads("24-bits-top-down.bmp", "23619", strip -> BmpFiles.colour(blue(strip), 24, true)),
            reads("32-bits.bmp", "75842", strip -> BmpFiles.colour(blue(strip), 32, false)),
            reads(
                    "32-bits-alpha.bmp",
                    "10396",
                    strip -> BmpFiles.masked(blue(strip), 32, 0xff0000, 0xff00, 0xff, 0xff000000)),
            reads("os2.bmp", "89527", strip -> BmpFiles.os2(page(strip))),
            reads(
                    "profile-that-is-none.bmp",
                    "34160",
                    strip -> BmpFiles.withProfile(BmpFiles.masked(blue(strip), 32, 0xff0000, 0xff00, 0xff, 0))),

            // GIF: interlacing, transparency, animations, images smaller than the screen.
            reads("gray.gif", "67281", strip -> GifFiles.of(page(strip), false, -1)),
            reads("interlaced.gif", "51934", strip -> GifFiles.of(page(strip), true, -1)),
            reads("transparent-paper.gif", "80465", strip -> GifFiles.of(night(strip), false, 20)),
            reads("animated.gif", "29703", strip -> GifFiles.animated(page(strip))),
            reads("smaller-than-its-screen.gif", "46158", strip -> GifFiles.onScreen(page(strip), 30, 20)),

            // TIFF: compressions, depths, tiles, white as 0, orientation.
            reads("gray.tif", "40958", strip -> TiffFiles.of("LZW", false, gray(page(strip)))),
            reads("gray-tiles.tiff", "71362", strip -> TiffFiles.of("Deflate", true, gray(page(strip)))),
            reads(
                    "gray-16-bits.tif",
                    "28504",
                    strip -> TiffFiles.of("LZW", false, TiffFiles.image(page(strip), TYPE_USHORT_GRAY))),
            reads("fax-g3.tif", "93175", strip -> TiffFiles.of("CCITT T.4", false, bits(page(strip)))),
            reads("fax-g4.TIF", "16820", strip -> TiffFiles.of("CCITT T.6", false, bits(page(strip)))),
            reads("1-bit-packed.tif", "50749", strip -> TiffFiles.of("PackBits", false, bits(page(strip)))),
            reads(
                    "rgb-tiles.tif",
                    "87231",
                    strip -> TiffFiles.of("LZW", true, TiffFiles.image(blue(strip), TYPE_INT_RGB))),
            reads("jpeg-inside.tif", "34697", strip -> TiffFiles.of("JPEG", false, gray(page(strip)))),
            reads("white-is-zero.tif", "62013", strip -> TiffFiles.whiteIsZero(page(strip), 1, 1)),
            reads("turned.tif", "95486", strip -> TiffFiles.whiteIsZero(page(strip), 6, 8)),

            // Other endings, and wrong ones.
            reads("photo.jfif", "70851", strip -> JpegPictures.of(page(strip), false)),
            reads("photo.JPE", "13946", strip -> JpegPictures.of(blue(strip), true)),
            reads("drawing.dib", "82570", strip -> BmpFiles.indexed(page(strip), 8)),
            reads("png-called.jpg", "47318", strip -> PngFiles.gray(page(strip), 8, false)),
            reads("tiff-called.png", "20963", strip -> TiffFiles.of("CCITT T.6", false, bits(page(strip)))),
            reads("no-ending", "56184", strip -> JpegPictures.of(page(strip), false)),

            // Scans and photographs.
            look("wide-margins", "73920", ink -> Renderings.seen(Renderings.margins(ink, 300, 90, 150, 240), PAPER)),
            look("blackboard", "58641", ink -> Renderings.seen(Renderings.margins(ink, 10, 90, 30, 20), BLACKBOARD)),
            look("tight-strip", "91370", ink -> Renderings.seen(ink, PAPER)),
            look("pale-pencil", "26485", ink -> Renderings.seen(roomy(ink), PENCIL)),
            look("uneven-light-and-noise", "40792", ink -> Renderings.seen(roomy(ink), PHOTOGRAPH)),
            look("field", "13856", ink -> Renderings.seen(field(ink), PHOTOGRAPH)),
            look("field-rising", "68209", ink -> Renderings.seen(Renderings.turned(field(ink), -6), PHOTOGRAPH)),
            look("field-falling", "35714", ink -> Renderings.seen(Renderings.turned(field(ink), 6), PHOTOGRAPH)),
            look(
                    "row-falling-far",
                    "80613",
                    ink -> Renderings.seen(Renderings.turned(roomy(roomy(ink)), 18), PHOTOGRAPH)),
            look(
                    "field-from-below",
                    "97046",
                    ink -> Renderings.seen(Renderings.fromBelow(field(ink), 0.2), PHOTOGRAPH)),
            look("ruled-line", "52183", ink -> Renderings.seen(Renderings.ruled(roomy(ink), 185), PAPER)),
            look("specks", "31826", ink -> Renderings.seen(Renderings.specked(roomy(ink), 30), PAPER)),
            look("paper-on-a-dark-table", "84609", ink -> Renderings.onATable(Renderings.seen(roomy(ink), PAPER), 40)),
            reads("red-on-yellow.png", "17395", strip -> PngFiles.colour(Pages.redOnYellow(strip), 8, false, false)),

            // Other files.
            new PictureRow(
                    "folder",
                    false,
                    "expected PNG, JPEG, BMP, GIF or TIFF pictures, found none.",
                    Files::createDirectory),
            new PictureRow("missing.png", false, "does not exist.", file -> {}),
            refuses("empty.png", "is empty.", () -> new byte[0]),
            new PictureRow(
                    "blank-paper.png",
                    true,
                    "",
                    file -> Files.write(file, PngFiles.gray(Picture.gray(new byte[140 * 28], 140, 28), 8, false))),
            refuses(
                    "text.png",
                    "is not a PNG, JPEG, BMP, GIF or TIFF picture; convert it to PNG.",
                    () -> latin("hello")),
            refuses("page.html", kind("an HTML page"), () -> latin("\n<!DOCTYPE html><title>404</title>")),
            refuses("drawing.svg", kind("an SVG or XML file"), () -> latin("\u00ef\u00bb\u00bf<svg xmlns=''/>")),
            refuses(
                    "picture.webp",
                    kind("a WebP picture", "convert it to JPEG or PNG"),
                    () -> latin("RIFF\32\0\0\0WEBPVP8L")),
            refuses(
                    "picture.heic",
                    kind("a HEIC picture", "convert it to JPEG or PNG"),
                    () -> latin("\0\0\0\30ftypheic\0\0\0\0")),
            refuses("scan.tiff", "is damaged, its page 1 is beyond the file's end.", () -> latin("II*\0\b\0\0\0")),
            refuses(
                    "scan.pdf",
                    kind("a PDF document", "save its pages as PNG, for example with pdftoppm -png -r 200"),
                    () -> latin("%PDF-1.7\n")),
            refuses(
                    "phone.jpg",
                    kind("a HEIC picture", "convert it to JPEG or PNG"),
                    () -> latin("\0\0\0\44ftypmif1\0\0\0\0")),
            refuses("clip.mp4", kind("a video", "save a frame of it as PNG"), () -> latin("\0\0\0\40ftypisom\0\0\2\0")),
            refuses("strip.png.gz", kind("a gzip file", "unpack it"), () -> latin("\u001f\u008b\b\0\0\0\0\0\0\3")),
            refuses("letter.docx", kind("a ZIP file or an office document", "unpack it"), () -> latin("PK\3\4\24\0")),

            // Decompression bombs.
            refuses("long.png", "has more than the 20000000 bytes a picture may have.", () -> new byte[20_000_001]),
            refuses("huge.png", tooLarge(5001, 5000), () -> PngFiles.claiming(5001, 5000)),
            refuses("huge-to-overflow.png", tooLarge(65536, 65536), () -> PngFiles.claiming(65536, 65536)),
            refuses(
                    "thread.png",
                    "should have at most 65535 pixels a side, but is 65536 wide and 1 high.",
                    () -> PngFiles.claiming(65536, 1)),
            refuses("huge.gif", tooLarge(65535, 65535), () -> GifFiles.claiming(65535, 65535)),
            refuses("huge.bmp", tooLarge(30000, 30000), () -> BmpFiles.claiming(30000, 30000)),
            refuses("huge-to-overflow.bmp", "is damaged, ", () -> BmpFiles.claiming(2147483647, 2)),
            refuses("huge.jpg", tooLarge(65500, 65500), () -> JpegPictures.claiming(65500, 65500)),
            refuses("scans.jpg", "has 102 scans, expected at most 100; save it as PNG.", JpegPictures::manyScans),
            refuses("jpeg-inside.bmp", "is a BMP file around a JPEG or PNG picture", BmpFiles::aroundAJpeg),

            // Damage.
            refuses("cut.png", "is damaged, its chunk IDAT goes beyond the file's end.", () -> half(file("png"))),
            refuses("cut.jpg", "is damaged, ", () -> half(file("jpg"))),
            refuses("cut.bmp", "is damaged, ", () -> half(file("bmp"))),
            refuses("cut.gif", "is damaged, ", () -> half(file("gif"))),
            refuses(
                    "flipped-bit.png",
                    "is damaged, the checksum of its chunk IDAT is wrong.",
                    () -> flipped(file("png"))),
            refuses("too-few-rows.png", "is damaged, ", () -> PngFiles.ofUpperRows(ClearDigits.strip("12345"), 14)),
            refuses(
                    "too-few-rows.gif",
                    "is damaged, its pixels end too soon.",
                    () -> GifFiles.ofUpperRows(ClearDigits.strip("12345"), 14)),
            refuses("no-end.jpg", "is damaged, ", () -> Arrays.copyOf(file("jpg"), file("jpg").length - 2)),
            refuses(
                    "nothing-but-a-start.jpg",
                    "is damaged, it has no JPEG frame.",
                    () -> latin("\u00ff\u00d8\u00ff\u00d9")));

    private static PictureRow look(String name, String digits, PictureRow.View view) {
        return reads(name + ".png", digits, strip -> PngFiles.gray(view.of(Renderings.scaled(strip, 4)), 8, false));
    }

    private static byte[] clear(int... colour) {
        ByteBuffer content = ByteBuffer.allocate(2 * colour.length);
        for (int value : colour) {
            content.putShort((short) value);
        }
        return PngFiles.chunk("tRNS", content.array());
    }

    private static byte[] file(String format) throws IOException {
        Picture strip = ClearDigits.strip("12345");
        return switch (format) {
            case "png" -> PngFiles.gray(strip, 8, false);
            case "jpg" -> JpegPictures.of(strip, false);
            case "bmp" -> BmpFiles.indexed(strip, 8);
            default -> GifFiles.of(strip, false, -1);
        };
    }

    private static byte[] half(byte[] file) {
        return Arrays.copyOf(file, file.length / 2);
    }

    private static byte[] flipped(byte[] file) {
        file[file.length / 2] ^= 1;
        return file;
    }

    private static byte[] latin(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static BufferedImage gray(Picture picture) {
        return TiffFiles.image(picture, BufferedImage.TYPE_BYTE_GRAY);
    }

    private static BufferedImage bits(Picture picture) {
        return TiffFiles.image(picture, BufferedImage.TYPE_BYTE_BINARY);
    }

    private static String kind(String kind) {
        return kind(kind, "convert it to PNG");
    }

    private static String kind(String kind, String cure) {
        return "is " + kind + ", expected a PNG, JPEG, BMP, GIF or TIFF picture; " + cure + ".";
    }

    private static String tooLarge(int width, int height) {
        return "should have 1 to 25000000 pixels, but is " + width + " wide and " + height + " high.";
    }
}
