package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of tensors that cannot be read or written as it is. The message is one sentence: the file, the tensor if there
 * is one, what was expected, what was found and what to do about it.
 */
public class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 120;

    private final transient Path file;
    private final String tensor;

    /**
     * @param file the file at fault
     * @param tensor the tensor at fault, or null where the whole file is
     * @param what the rest of the sentence, without the file, the tensor and the full stop
     * @param cause what led here, or null
     */
    public CheckpointException(Path file, String tensor, String what, Throwable cause) {
        super(file + ": " + (tensor == null ? "" : "tensor " + shown(tensor) + " ") + what + ".", cause);
        this.file = file;
        this.tensor = tensor;
    }

    CheckpointException(Path file, String what) {
        this(file, null, what, null);
    }

    CheckpointException(Path file, String tensor, String what) {
        this(file, tensor, what, null);
    }

    /** The file at fault. */
    public Path file() {
        return file;
    }

    /** The name of the tensor at fault as the file spells it, or null where it is not about one tensor. */
    public String tensor() {
        return tensor;
    }

    /** Text of an untrusted file, fit for a log line: quoted, shortened, without control characters. */
    static String shown(String untrusted) {
        StringBuilder text = new StringBuilder("'");
        untrusted.chars().limit(LONGEST_SHOWN).forEach(c -> {
            if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.isSurrogate((char) c)) {
                text.append("\\u").append(Character.forDigit(c >> 12, 16));
                text.append(Character.forDigit(c >> 8 & 15, 16));
                text.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                text.append((char) c);
            }
        });
        return text.append(untrusted.length() > LONGEST_SHOWN ? "...'" : "'").toString();
    }
}
