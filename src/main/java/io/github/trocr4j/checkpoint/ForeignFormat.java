package io.github.trocr4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Recognises files of other formats that are often found in place of a checkpoint, by their first bytes, and archives
 * by the names in them. A complaint says what the file is and what to do.
 */
final class ForeignFormat {
    /** The number of first bytes that {@link #complaint(byte[])} needs. */
    static final int PREFIX = 512;

    private static final String ORIGINAL =
            "; give the checkpoint that it was made from, as model.safetensors or" + " pytorch_model.bin";
    private static final String UNPACK = "; unpack it first";
    private static final int SHOWN = 40;

    /** Where in a file which bytes are, and what it is then. */
    private record Mark(int at, String bytes, String complaint) {}

    private static final List<Mark> MARKS = List.of(
            new Mark(
                    0,
                    "\u0089HDF\r\n\u001a\n",
                    "is an HDF5 file, such as tf_model.h5 or weights of Keras, and not a checkpoint of PyTorch; "
                            + converted("tf")),
            new Mark(
                    0,
                    "\u0093NUMPY",
                    "is an array of NumPy (.npy) and not a checkpoint; save the model's state_dict() with"
                            + " safetensors.torch.save_file"),
            new Mark(0, "GGUF", "is a GGUF file, made for llama.cpp, and not a checkpoint of PyTorch" + ORIGINAL),
            new Mark(4, "TFL3", "is a TensorFlow Lite model and not a checkpoint of PyTorch" + ORIGINAL),
            new Mark(4, "ET12", "is an ExecuTorch program and not a checkpoint" + ORIGINAL),
            new Mark(0, "\u001f\u008b", "is compressed with gzip" + UNPACK),
            new Mark(0, "BZh", "is compressed with bzip2" + UNPACK),
            new Mark(0, "\u00fd7zXZ", "is compressed with xz" + UNPACK),
            new Mark(0, "(\u00b5/\u00fd", "is compressed with Zstandard" + UNPACK),
            new Mark(0, "7z\u00bc\u00af", "is a 7z archive" + UNPACK),
            new Mark(0, "Rar!", "is a RAR archive" + UNPACK));

    private static final String TAR = "ustar";
    private static final int TAR_AT = 257;
    private static final int TAR_NAME = 100;
    private static final Set<String> TORCH_TAR = Set.of("sys_info", "pickle", "storages", "tensors");
    private static final Set<String> WEIGHTS =
            Set.of("safetensors", "bin", "pt", "pth", "ckpt", "h5", "onnx", "msgpack", "gguf", "npz");

    private ForeignFormat() {}

    private static String converted(String framework) {
        return "load its folder in Python with transformers 4 and from_pretrained(folder, from_" + framework
                + "=True), write it with save_pretrained and give that folder";
    }

    /**
     * Returns what is wrong with a file, or null if it may be a checkpoint in one file.
     *
     * @param first up to {@link #PREFIX} first bytes
     */
    static String complaint(byte[] first) {
        if (first.length == 0) {
            return "is empty, so its download or copy was cut off at once; fetch it again";
        }
        if (isSafetensors(first)) {
            return null;
        }
        String text = new String(first, StandardCharsets.ISO_8859_1);
        String unfetched = unfetched(text);
        if (unfetched != null) {
            return unfetched;
        }
        for (Mark mark : MARKS) {
            if (text.startsWith(mark.bytes(), mark.at())) {
                return mark.complaint();
            }
        }
        if (text.startsWith(TAR, TAR_AT)) {
            return tar(text.substring(0, TAR_NAME));
        }
        if (isSavedModel(text)) {
            return "is a SavedModel of TensorFlow and not a checkpoint of PyTorch" + ORIGINAL;
        }
        if (isOnnx(text)) {
            return "is an ONNX model and not a checkpoint of PyTorch" + ORIGINAL;
        }
        if (isFlax(text)) {
            return "is a MessagePack file, such as flax_model.msgpack, and not a checkpoint of PyTorch; "
                    + converted("flax");
        }
        return isUtf8(first) ? plainText(text) : null;
    }

    /**
     * Returns what is wrong with a file that stands for another one, which was not fetched: a git-LFS pointer or a web
     * page; null if it is neither.
     *
     * @param text the first bytes, in Latin-1
     */
    static String unfetched(String text) {
        if (text.startsWith("version https://git-lfs")) {
            return "is a git-LFS pointer and not the file it points to; run 'git lfs pull' or download the file itself";
        }
        String lower = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text; // byte order mark
        lower = lower.stripLeading().toLowerCase(Locale.ROOT);
        if (lower.startsWith("<?xml") && lower.contains("<net ")) {
            return "is an OpenVINO model and not a checkpoint of PyTorch" + ORIGINAL;
        }
        for (String start : List.of("<!doctype", "<html", "<?xml", "<head", "<body", "<!--", "<script", "<title")) {
            if (lower.startsWith(start)) {
                return "is a web page and not a checkpoint, probably an error page or a login form saved under this"
                        + " name; download the file itself";
            }
        }
        return null;
    }

    /**
     * Returns what a zip archive is if it is not a PyTorch checkpoint, or null if it may be one.
     *
     * @param names the names of its records, in order
     */
    static String complaint(List<String> names) {
        List<String> inside = names.stream().map(ForeignFormat::withoutFolder).toList();
        if (inside.stream().anyMatch(name -> name.equals("constants.pkl") || name.startsWith("code/"))) {
            return "is a TorchScript archive, which contains a program, and not a state dict;"
                    + " save the model's state_dict() instead";
        }
        if (names.stream().anyMatch(name -> name.equals("data.pkl") || name.endsWith("/data.pkl"))) {
            return null;
        }
        if (inside.contains("archive_format") || inside.contains(".data/extern_modules")) {
            return "is an archive of torch.export or torch.package, which contains a program, and not a state dict;"
                    + " save the model's state_dict() instead";
        }
        if (!names.isEmpty() && names.stream().allMatch(name -> name.endsWith(".npy"))) {
            return "is an archive of NumPy arrays (.npz) and not a checkpoint of PyTorch; save the model's"
                    + " state_dict() with safetensors.torch.save_file";
        }
        if (names.contains("model.weights.h5")) {
            return "is a Keras model and not a checkpoint of PyTorch" + ORIGINAL;
        }
        String weights = names.stream()
                .filter(name -> WEIGHTS.contains(name.substring(name.lastIndexOf('.') + 1)))
                .findFirst()
                .orElse(null);
        if (weights != null) {
            return "is a zip archive with the file " + CheckpointException.shown(weights)
                    + " in it; unpack it and give the folder with config.json and the weights";
        }
        return "is a zip archive that lacks the record data.pkl, so it is not a PyTorch checkpoint; check the path, or"
                + " unpack it if the checkpoint is in it";
    }

    private static String withoutFolder(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    /** Returns whether JSON follows a plausible header length, which may look like the mark of another format. */
    static boolean isSafetensors(byte[] first) {
        return first.length > 8
                && first[4] == 0
                && first[5] == 0
                && first[6] == 0
                && first[7] == 0
                && "{ \n\r\t".indexOf(first[8]) >= 0;
    }

    /** A tar archive is recognised by its first member: PyTorch wrote some before 0.1.10. */
    private static String tar(String name) {
        return TORCH_TAR.contains(name.substring(0, (name + "\0").indexOf('\0')))
                ? "is a tar archive from before PyTorch 0.1.10; save it again with a newer PyTorch"
                : "is a tar archive; unpack it and give the folder with config.json and the weights";
    }

    /** ModelProto: field 1 is ir_version, then comes producer_name or another field that is a string or a message. */
    private static boolean isOnnx(String text) {
        return text.length() > 4
                && text.charAt(0) == 8
                && text.charAt(1) > 0
                && text.charAt(1) < 32
                && "\u0012\u001a\"2:B".indexOf(text.charAt(2)) >= 0;
    }

    /** SavedModel: field 1 is saved_model_schema_version, 1; field 2 a MetaGraphDef of more than 127 bytes. */
    private static boolean isSavedModel(String text) {
        return text.startsWith("\b\u0001\u0012") && text.length() > 4 && text.charAt(3) > 127;
    }

    /** A map of 1 to 15 or up to 65,535 entries whose first key is a short string of letters. */
    private static boolean isFlax(String text) {
        int key = text.charAt(0) > 0x80 && text.charAt(0) < 0x90 ? 1 : text.charAt(0) == 0xde ? 3 : text.length();
        if (key >= text.length() || text.charAt(key) <= 0xa0 || text.charAt(key) > 0xbf) {
            return false;
        }
        int end = key + 1 + (text.charAt(key) & 0x1f);
        return end < text.length() && text.substring(key + 1, end).chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Returns whether the bytes may begin a text; the last character may be cut off. */
    private static boolean isUtf8(byte[] first) {
        return !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(first), CharBuffer.allocate(first.length), false)
                .isError();
    }

    private static String plainText(String text) {
        if (text.length() < 8 || !text.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || "\t\n\r".indexOf(c) >= 0)) {
            return null;
        }
        if (text.startsWith("{")) {
            return "is JSON text and not a checkpoint, perhaps a configuration, the index of a sharded checkpoint or"
                    + " the error message of a server; give the file with the weights";
        }
        String start = text.strip().lines().findFirst().orElse("");
        return "is plain text that begins with "
                + CheckpointException.shown(start.substring(0, Math.min(SHOWN, start.length())))
                + " and not a checkpoint, perhaps the error message of a server; fetch the file itself";
    }
}
