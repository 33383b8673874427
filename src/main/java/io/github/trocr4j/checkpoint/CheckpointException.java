package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of tensors that cannot be read or written. The message is one sentence: the file, the tensor if there is one,
 * what was expected, what was found and what to do.
 */
public class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 120;

    private final transient Path file;
    private final String tensor;

    /**
     * Creates an exception.
     *
     * @param file the affected file
     * @param tensor the affected tensor, or null if the whole file is affected
     * @param what the rest of the sentence, without the file, the tensor and the full stop
     * @param cause the cause, or null
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

    /** Returns the affected file. */
    public Path file() {
        return file;
    }

    /** Returns the name of the affected tensor as in the file, or null if the error is not about one tensor. */
    public String tensor() {
        return tensor;
    }

    /** Makes text from an untrusted file safe for a log line: quoted, shortened, control characters escaped. */
    public static String shown(String untrusted) {
        StringBuilder text = new StringBuilder("'");
        untrusted.chars().limit(MAX_SHOWN).forEach(c -> {
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
        return text.append(untrusted.length() > MAX_SHOWN ? "...'" : "'").toString();
    }
}
