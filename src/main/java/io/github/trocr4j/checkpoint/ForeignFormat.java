package io.github.trocr4j.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Recognises files of other formats that are often found in place of a safetensors file, by their first bytes. */
final class ForeignFormat {
    /** The number of first bytes that {@link #complaint} needs. */
    static final int PREFIX = 64;

    private ForeignFormat() {}

    /**
     * Returns what is wrong with a file, or null if it may be a safetensors file.
     *
     * @param first up to {@link #PREFIX} first bytes
     */
    static String complaint(byte[] first) {
        if (first.length == 0) {
            return "is empty, so its download or copy was cut off at once; fetch it again";
        }
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (text.startsWith("version https://git-lfs")) {
            return "is a git-LFS pointer and not the file it points to; run 'git lfs pull' or download the file itself";
        }
        String lower = text.stripLeading().toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype") || lower.startsWith("<html") || lower.startsWith("<?xml")) {
            return "is a web page and not a checkpoint, probably an error page or a login form saved under this name;"
                    + " download the file itself";
        }
        // A safetensors file whose header is 0x..8b1f bytes long begins like gzip, but JSON follows.
        if (first.length > 8 && isStartOfJson(first[8])) {
            return null;
        }
        if (text.startsWith("\u001f\u008b")) {
            return "is compressed with gzip; unpack it first";
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return "is a zip archive, probably a pytorch_model.bin, and not a safetensors file;"
                    + " open it as a PyTorch checkpoint";
        }
        if (text.startsWith("\u0080\u0002")) {
            return "is a pickle, probably an old pytorch_model.bin, and not a safetensors file;"
                    + " open it as a PyTorch checkpoint";
        }
        if (text.startsWith("{\"") || text.startsWith("{\n") || text.startsWith("{ ")) {
            return "is JSON text and not a safetensors file, perhaps the index of a sharded checkpoint;"
                    + " give the .safetensors file itself";
        }
        return null;
    }

    private static boolean isStartOfJson(byte b) {
        return b == '{' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
