package io.github.trocr4j.serve;

import io.github.trocr4j.image.file.PictureFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The picture in a form, as browsers and {@code curl -F} send it (multipart/form-data, RFC 7578). */
final class FormPicture {
    private static final Pattern BOUNDARY = Pattern.compile(
            "multipart/form-data\\s*;.*?boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*", Pattern.CASE_INSENSITIVE);
    private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private FormPicture() {}

    /** Returns whether a body of this Content-Type is a form. */
    static boolean isForm(String type) {
        return type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    /**
     * Returns the picture of a form: the part whose content is one, else the part that is a file.
     *
     * @param type the Content-Type with its boundary
     */
    static byte[] of(String type, byte[] body) throws Response.HttpException {
        Matcher boundary = BOUNDARY.matcher(type);
        if (!boundary.matches()) {
            throw new Response.HttpException(
                    415, "Expected a form as multipart/form-data with its boundary, found another kind.");
        }
        String mark = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        List<byte[]> pictures = new ArrayList<>();
        List<byte[]> files = new ArrayList<>();
        for (Part part : parts(body, mark.getBytes(StandardCharsets.ISO_8859_1))) {
            if (PictureFile.format(part.content()).isPresent()) {
                pictures.add(part.content());
            } else if (part.isFile()) {
                files.add(part.content());
            }
        }
        List<byte[]> found = pictures.isEmpty() ? files : pictures;
        if (found.size() != 1) {
            throw new Response.HttpException(
                    400,
                    "Expected a form with one picture, as by curl -F picture=@picture.png, found " + found.size()
                            + ".");
        }
        return found.get(0);
    }

    private record Part(
            boolean isFile,
            @SuppressWarnings("ArrayRecordComponent") byte[] content) {}

    private static List<Part> parts(byte[] body, byte[] mark) throws Response.HttpException {
        List<Part> parts = new ArrayList<>();
        byte[] next = ("\r\n" + new String(mark, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        int start = indexOf(body, mark, 0);
        while (start >= 0) {
            int head = start + mark.length;
            if (head + 1 < body.length && body[head] == '-' && body[head + 1] == '-') {
                return parts;
            }
            int blank = indexOf(body, BLANK_LINE, head);
            int content = blank + BLANK_LINE.length;
            int end = blank < 0 ? -1 : indexOf(body, next, content - 2); // an empty part ends with its blank line
            if (end < 0) {
                break;
            }
            String headers = new String(body, head, blank - head, StandardCharsets.ISO_8859_1);
            boolean isFile = headers.toLowerCase(Locale.ROOT).contains("filename");
            parts.add(new Part(isFile, Arrays.copyOfRange(body, Math.min(content, end), end)));
            start = end + 2;
        }
        throw new Response.HttpException(400, "Expected a whole form, but its end is missing.");
    }

    private static int indexOf(byte[] body, byte[] wanted, int from) {
        for (int i = from; i + wanted.length <= body.length; i++) {
            if (body[i] == wanted[0] && Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
