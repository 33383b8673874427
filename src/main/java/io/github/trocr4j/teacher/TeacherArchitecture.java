package io.github.trocr4j.teacher;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.plan.ConvolutionShape;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The shape of a convolutional teacher: blocks of convolution, batch normalisation and ReLU, then a linear layer over
 * all values, or over the mean of each channel.
 *
 * @param blocks from the picture to the head
 * @param pooling whether the head gets the mean of each channel
 * @param dropout share of the values that the head does not see in a training step
 * @param blockDropout the same for a block that follows one with a stride
 */
public record TeacherArchitecture(List<Block> blocks, boolean pooling, double dropout, double blockDropout) {
    /** Rows and columns of a digit. */
    public static final int SIDE = 28;
    /** Pixels of a digit. */
    public static final int PIXELS = SIDE * SIDE;
    /** The digits from 0 to 9. */
    public static final int CLASSES = 10;

    private static final int MOST_BLOCKS = 32;
    private static final int MOST_CHANNELS = 1_024;
    private static final int LARGEST_KERNEL = 15;
    private static final Pattern BLOCK = Pattern.compile("([0-9]{1,4})x([0-9]{1,2})(?:s([0-9]{1,2}))?");

    private static final String BLOCKS = "blocks";
    private static final String CHANNELS = "channels";
    private static final String KERNEL = "kernel";
    private static final String STRIDE = "stride";
    private static final String POOLING = "pooling";
    private static final String DROPOUT = "dropout";
    private static final String BLOCK_DROPOUT = "block_dropout";

    /**
     * A convolution, batch normalisation and ReLU.
     *
     * @param channels of its output
     * @param kernel rows and columns of the kernel; odd
     * @param stride pixels from one place of the kernel to the next
     */
    public record Block(int channels, int kernel, int stride) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one is out of range
         */
        public Block {
            require(channels >= 1 && channels <= MOST_CHANNELS, "channels", "1 to " + MOST_CHANNELS, channels);
            require(
                    kernel >= 1 && kernel <= LARGEST_KERNEL && kernel % 2 == 1,
                    "kernel",
                    "an odd number up to " + LARGEST_KERNEL,
                    kernel);
            require(stride >= 1 && stride <= kernel, "stride", "1 to the kernel's " + kernel, stride);
        }

        @Override
        public String toString() {
            return channels + "x" + kernel + (stride == 1 ? "" : "s" + stride);
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public TeacherArchitecture {
        blocks = List.copyOf(blocks);
        require(
                !blocks.isEmpty() && blocks.size() <= MOST_BLOCKS,
                BLOCKS,
                "1 to " + MOST_BLOCKS + " of them",
                blocks.size());
        require(dropout >= 0 && dropout < 1, DROPOUT, "0 to below 1", dropout);
        require(blockDropout >= 0 && blockDropout < 1, BLOCK_DROPOUT, "0 to below 1", blockDropout);
    }

    private static void require(boolean fine, String what, String expected, Number found) {
        if (!fine) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found + ".");
        }
    }

    /**
     * Reads blocks as {@link #text} writes them, such as {@code 32x5s2,48x3,96x3s2,96x3}: channels, kernel and stride
     * of each.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher found = BLOCK.matcher(part.strip());
            if (!found.matches()) {
                throw new IllegalArgumentException(
                        "blocks: expected CHANNELSxKERNEL or CHANNELSxKERNELsSTRIDE, such as 32x5s2, found '" + part
                                + "'.");
            }
            blocks.add(new Block(
                    Integer.parseInt(found.group(1)),
                    Integer.parseInt(found.group(2)),
                    found.group(3) == null ? 1 : Integer.parseInt(found.group(3))));
        }
        return blocks;
    }

    /** Returns the blocks as text. */
    public String text() {
        return blocks.stream().map(Block::toString).collect(Collectors.joining(","));
    }

    /** Returns the shapes of the convolutions. */
    public List<ConvolutionShape> convolutions() {
        List<ConvolutionShape> shapes = new ArrayList<>();
        int side = SIDE;
        int inputs = 1;
        for (Block block : blocks) {
            ConvolutionShape shape =
                    new ConvolutionShape(side, inputs, block.channels(), block.kernel(), block.stride());
            shapes.add(shape);
            side = shape.outSide();
            inputs = block.channels();
        }
        return shapes;
    }

    /** Returns the number of values that the head sees. */
    public int features() {
        List<ConvolutionShape> shapes = convolutions();
        ConvolutionShape last = shapes.get(shapes.size() - 1);
        return pooling ? last.outputs() : last.outputSize();
    }

    /** Returns the operations of a forward pass of one digit. */
    public long flop() {
        long flop = 2L * features() * CLASSES;
        for (ConvolutionShape shape : convolutions()) {
            flop += 2L * shape.outSide() * shape.outSide() * shape.weights();
        }
        return flop;
    }

    /** Returns the architecture as JSON. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        JsonArray list = json.putArray(BLOCKS);
        for (Block block : blocks) {
            JsonObject entry = new JsonObject();
            entry.put(CHANNELS, block.channels());
            entry.put(KERNEL, block.kernel());
            entry.put(STRIDE, block.stride());
            list.add(entry);
        }
        json.put(POOLING, pooling);
        json.put(DROPOUT, dropout);
        json.put(BLOCK_DROPOUT, blockDropout);
        return json;
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is something else; the message begins with the key
     */
    public static TeacherArchitecture of(JsonValue json) {
        JsonValue list = json.path(BLOCKS);
        if (!list.isArray()) {
            throw new IllegalArgumentException(BLOCKS + ": expected an array of blocks, found "
                    + (list.isMissing() ? "nothing" : "something else") + ".");
        }
        List<Block> blocks = new ArrayList<>();
        for (JsonValue entry : list) {
            blocks.add(new Block(whole(entry, CHANNELS), whole(entry, KERNEL), whole(entry, STRIDE)));
        }
        JsonValue pooling = json.path(POOLING);
        if (!pooling.isBoolean()) {
            throw new IllegalArgumentException(POOLING + ": expected true or false, found something else.");
        }
        return new TeacherArchitecture(blocks, pooling.isTrue(), share(json, DROPOUT), blockDropout(json));
    }

    /** Earlier files have none. */
    private static double blockDropout(JsonValue json) {
        return json.path(BLOCK_DROPOUT).isMissing() ? 0 : share(json, BLOCK_DROPOUT);
    }

    private static double share(JsonValue json, String key) {
        JsonValue value = json.path(key);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(
                    key + ": expected a number, found " + (value.isMissing() ? "nothing" : "something else") + ".");
        }
        return value.doubleValue();
    }

    private static int whole(JsonValue block, String key) {
        JsonValue value = block.path(key);
        if (!value.isInt()) {
            throw new IllegalArgumentException(key + ": expected a whole number in each block, found "
                    + (value.isMissing() ? "nothing" : "something else") + ".");
        }
        return value.intValue();
    }
}
