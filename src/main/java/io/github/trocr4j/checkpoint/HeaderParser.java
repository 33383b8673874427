package io.github.trocr4j.checkpoint;

import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonReader;
import io.github.trocr4j.json.JsonReader.Limits;
import io.github.trocr4j.json.JsonReader.Token;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the JSON header of a safetensors file as a stream of tokens and keeps only what is needed, so that a malicious
 * header does not use up memory. This class checks each tensor's description by itself; {@link Header} checks how the
 * tensors are placed in the file.
 *
 * <p>Stricter than the reference implementation (huggingface/safetensors, {@code safetensors/src/tensor.rs}): refuses
 * duplicate names, NUL in names, more than 8 axes, sizes above 2^31-1, nesting deeper than 16 and more than a million
 * tokens.
 */
final class HeaderParser {
    private static final int MAX_AXES = 8;
    private static final String METADATA = "__metadata__";

    private static final Limits LIMITS = new Limits(16, 1_000_000, 50_000, 8_000_000);

    private final Path file;
    private final JsonReader json;
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private HeaderParser(Path file, JsonReader json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Parses a header.
     *
     * @param file the file, for messages
     * @param header the text of the header only; must report malformed input
     */
    static Header parse(Path file, Reader header) throws IOException {
        try {
            HeaderParser parser = new HeaderParser(file, new JsonReader(header, LIMITS));
            parser.root();
            return Header.checked(file, parser.metadata, parser.tensors);
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, null, "has a header that is not UTF-8; fetch the file again", e);
        } catch (JsonException e) {
            String what = e.endsEarly()
                    ? "has a header whose JSON ends too early"
                    : "has a header that is not acceptable JSON, " + CheckpointException.shown(e.getMessage());
            throw new CheckpointException(file, null, what + "; fetch the file again", e);
        }
    }

    private void root() throws IOException {
        if (json.next() != Token.OBJECT) {
            throw damaged(null, "has a header whose root should be an object, but is " + found());
        }
        while (json.next() != Token.END_OBJECT) {
            String name = text(json.name());
            json.next();
            if (name.equals(METADATA)) {
                metadata();
            } else {
                tensors.add(tensor(name));
            }
        }
        json.next(); // the end
    }

    private void metadata() throws IOException {
        if (json.token() != Token.OBJECT) {
            throw damaged(null, "has a " + METADATA + " that should be an object of strings, but is " + found());
        }
        while (json.next() != Token.END_OBJECT) {
            String key = text(json.name());
            if (json.next() != Token.TEXT) {
                throw damaged(
                        null,
                        "has a " + METADATA + " whose " + CheckpointException.shown(key)
                                + " should be a string, but is " + found());
            }
            metadata.put(key, text(json.text()));
        }
    }

    private TensorInfo tensor(String name) throws IOException {
        if (name.indexOf('\0') >= 0) {
            throw damaged(name, "has a NUL character in its name");
        }
        if (json.token() != Token.OBJECT) {
            throw damaged(name, "should be described by an object, but is by " + found());
        }
        Dtype dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (json.next() != Token.END_OBJECT) {
            String key = json.name();
            json.next();
            switch (key) {
                case "dtype" -> dtype = dtype(name);
                case "shape" -> shape = integers(name, key, MAX_AXES, Integer.MAX_VALUE);
                case "data_offsets" -> offsets = integers(name, key, 2, Long.MAX_VALUE);
                default -> json.skip();
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            String missing = dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets";
            throw damaged(name, "lacks its " + missing);
        }
        if (offsets.length != 2) {
            throw damaged(name, "should have 2 data_offsets, but has " + offsets.length);
        }
        return sized(new TensorInfo(name, dtype, shape, offsets[0], offsets[1]));
    }

    private TensorInfo sized(TensorInfo tensor) throws CheckpointException {
        long[] shape = tensor.shape();
        String claim = "of type " + tensor.dtype() + " and shape " + Arrays.toString(shape);
        if (tensor.end() < tensor.begin()) {
            throw damaged(tensor.name(), "ends at byte " + tensor.end() + ", before its begin " + tensor.begin());
        }
        long bytes = tensor.dtype().size();
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException e) {
            throw new CheckpointException(
                    file, tensor.name(), claim + " would have more than 2^63 bytes; fetch the file again", e);
        }
        if (bytes != tensor.end() - tensor.begin()) {
            throw damaged(
                    tensor.name(),
                    claim + " should take " + bytes + " bytes, but its data_offsets span "
                            + (tensor.end() - tensor.begin()));
        }
        return tensor;
    }

    private Dtype dtype(String tensor) throws IOException {
        if (json.token() != Token.TEXT) {
            throw damaged(tensor, "should have a string for its dtype, but has " + found());
        }
        Dtype dtype = Dtype.named(json.text());
        if (dtype == null) {
            throw new CheckpointException(
                    file,
                    tensor,
                    "is of the unknown type " + CheckpointException.shown(json.text()) + ", expected one of "
                            + Arrays.toString(Dtype.values()) + "; convert the checkpoint to F32, F16 or BF16");
        }
        return dtype;
    }

    private long[] integers(String tensor, String key, int most, long largest) throws IOException {
        if (json.token() != Token.ARRAY) {
            throw damaged(tensor, "should have an array for its " + key + ", but has " + found());
        }
        long[] values = new long[most];
        int count = 0;
        while (json.next() != Token.END_ARRAY) {
            if (count == most) {
                throw damaged(tensor, "has more than " + most + " numbers in its " + key);
            }
            boolean whole = json.token() == Token.INTEGER
                    && !(json.number() instanceof BigInteger)
                    && !json.text().startsWith("-");
            if (!whole || json.number().longValue() > largest) {
                throw damaged(
                        tensor, "should have integers of 0 to " + largest + " in its " + key + ", but has " + found());
            }
            values[count++] = json.number().longValue();
        }
        return Arrays.copyOf(values, count);
    }

    /** Returns the text if it can be encoded as UTF-8: an escape may contain half of a surrogate pair. */
    private String text(String value) throws CheckpointException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw damaged(null, "has header text that is not valid Unicode, " + CheckpointException.shown(value));
        }
        return value;
    }

    private String found() {
        return switch (json.token()) {
            case OBJECT, ARRAY -> "a structure";
            case END_OBJECT, END_ARRAY, NAME -> "an end";
            case END -> "nothing";
            case TEXT, INTEGER, DECIMAL, TRUE, FALSE, NULL -> CheckpointException.shown(json.text());
        };
    }

    private CheckpointException damaged(String tensor, String what) {
        return new CheckpointException(file, tensor, what + "; fetch the file again");
    }

    /**
     * The content of a safetensors header.
     *
     * @param metadata the file's own metadata, in its order
     * @param tensors tensors by name, in the order of their data
     */
    record Header(Map<String, String> metadata, Map<String, TensorInfo> tensors) {
        /** Creates the header if its tensors fill the data region from byte 0 without gaps or overlaps. */
        static Header checked(Path file, Map<String, String> metadata, List<TensorInfo> tensors)
                throws CheckpointException {
            List<TensorInfo> sorted = new ArrayList<>(tensors);
            sorted.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
            Map<String, TensorInfo> named = new LinkedHashMap<>();
            long at = 0;
            for (TensorInfo tensor : sorted) {
                if (tensor.begin() != at) {
                    throw new CheckpointException(
                            file,
                            tensor.name(),
                            "should begin at byte " + at + " where the one before it ends, but begins at "
                                    + tensor.begin()
                                    + " and so leaves a " + (tensor.begin() > at ? "hole" : "shared range")
                                    + "; fetch the file again");
                }
                at = tensor.end();
                named.put(tensor.name(), tensor);
            }
            return new Header(Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(named));
        }

        /** Returns the bytes of the data region. */
        long dataLength() {
            long end = 0;
            for (TensorInfo tensor : tensors.values()) {
                end = tensor.end();
            }
            return end;
        }
    }
}
