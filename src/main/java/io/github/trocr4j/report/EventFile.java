package io.github.trocr4j.report;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Writes a TensorBoard event file: {@code tensorboard --logdir runs} shows the curves of {@code metrics.csv}. Records
 * are framed as TensorFlow's TFRecord (length, checksum, data, checksum); the data are the messages {@code Event} of
 * {@code event.proto} and {@code Summary} of {@code summary.proto}. Each record is written to the operating system
 * immediately and in one piece. TensorBoard ignores a record that a crash has truncated.
 *
 * <p>Each process writes its own file. The file of a process that resumes a run starts with a session marker, which
 * makes TensorBoard discard the events of the previous process after the step resumed from.
 */
public final class EventFile implements Closeable {
    private static final String VERSION = "brain.Event:2";
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.([0-9]{1,18})\\..*");
    private static final int SESSION_START = 1;
    private static final int CHECKSUM_DELTA = 0xa282ead8;

    private final FileChannel file;
    private final RunKind kind;
    private final InstantSource clock;

    private EventFile(FileChannel file, RunKind kind, InstantSource clock) {
        this.file = file;
        this.kind = kind;
        this.clock = clock;
    }

    /**
     * Creates the file of a new run.
     *
     * @param folder the folder of the run's event files, created if missing
     * @param kind what the rows measure
     * @param clock dates the events
     */
    public static EventFile begin(Path folder, RunKind kind, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        // TensorBoard reads the files in the order of their names; the clock may have been set back since the last one.
        long seconds = Math.max(clock.instant().getEpochSecond(), newest(folder) + 1);
        Path path = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.trocr4j", seconds));
        EventFile events = new EventFile(
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), kind, clock);
        try {
            events.record(events.event(0).text(3, VERSION));
            return events;
        } catch (IOException | RuntimeException e) {
            events.close();
            throw e;
        }
    }

    /**
     * Creates the file of a process that resumes a run.
     *
     * @param step the step resumed from; TensorBoard discards later events of the previous process
     */
    public static EventFile resume(Path folder, RunKind kind, InstantSource clock, long step) throws IOException {
        EventFile events = begin(folder, kind, clock);
        try {
            // TensorBoard discards this step and all later ones
            events.record(events.event(step + 1).message(7, new ProtoMessage().integer(1, SESSION_START)));
            return events;
        } catch (IOException | RuntimeException e) {
            events.close();
            throw e;
        }
    }

    /** Writes the measurements of a row to the operating system. */
    public void write(MetricsRow row) throws IOException {
        ProtoMessage summary = new ProtoMessage();
        scalar(summary, "train/loss", row.trainLoss());
        scalar(summary, "train/learning_rate", row.learningRate());
        scalar(summary, "train/grad_norm", row.gradNorm());
        scalar(summary, "train/" + kind.examples() + "_per_second", row.examplesPerSecond());
        scalar(summary, "eval/loss", row.evalLoss());
        scalar(summary, "eval/exact_" + kind.examples(), row.exact());
        scalar(summary, "eval/" + kind.column(), row.digitAccuracyOrCer());
        record(event(row.step()).message(5, summary));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static void scalar(ProtoMessage summary, String tag, OptionalDouble value) {
        if (value.isPresent()) {
            summary.message(1, new ProtoMessage().text(1, tag).float32(2, (float) value.getAsDouble()));
        }
    }

    private ProtoMessage event(long step) {
        Instant now = clock.instant();
        return new ProtoMessage()
                .float64(1, now.getEpochSecond() + now.getNano() / 1e9)
                .integer(2, step);
    }

    private void record(ProtoMessage event) throws IOException {
        byte[] data = event.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(8 + 4 + data.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), 0, 8)).put(data);
        record.putInt(maskedChecksum(record.array(), 12, data.length)).flip();
        while (record.hasRemaining()) {
            file.write(record);
        }
    }

    /**
     * Returns TFRecord's masked checksum: CRC-32C, rotated, plus a constant, because a plain CRC of data that contain
     * their own CRC is weak.
     */
    static int maskedChecksum(byte[] bytes, int from, int count) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, count);
        return Integer.rotateRight((int) checksum.getValue(), 15) + CHECKSUM_DELTA;
    }

    private static long newest(Path folder) throws IOException {
        long newest = -1;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                Matcher name = NAME.matcher(each.getFileName().toString());
                if (name.matches()) {
                    newest = Math.max(newest, Long.parseLong(name.group(1)));
                }
            }
        }
        return newest;
    }

    /**
     * Encodes a Protocol Buffers message, with the four wire types that TensorBoard's events need. A library would add
     * all of TensorFlow's generated classes for these few bytes.
     */
    private static final class ProtoMessage {
        private static final int VARINT = 0;
        private static final int FIXED_64 = 1;
        private static final int LENGTH = 2;
        private static final int FIXED_32 = 5;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** {@code int64}, {@code enum}. */
        ProtoMessage integer(int field, long value) {
            varint((long) field << 3 | VARINT);
            varint(value);
            return this;
        }

        /** {@code double}. */
        ProtoMessage float64(int field, double value) {
            varint((long) field << 3 | FIXED_64);
            bytes.writeBytes(little(8).putDouble(value).array());
            return this;
        }

        /** {@code float}. */
        ProtoMessage float32(int field, float value) {
            varint((long) field << 3 | FIXED_32);
            bytes.writeBytes(little(4).putFloat(value).array());
            return this;
        }

        /** {@code string}. */
        ProtoMessage text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        /** A nested message. */
        ProtoMessage message(int field, ProtoMessage value) {
            return bytes(field, value.toByteArray());
        }

        /** Returns the encoded message. */
        byte[] toByteArray() {
            return bytes.toByteArray();
        }

        private ProtoMessage bytes(int field, byte[] value) {
            varint((long) field << 3 | LENGTH);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        /** Writes seven bits a byte, lowest first; the high bit marks that more follow. */
        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }

        private static ByteBuffer little(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
