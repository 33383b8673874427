package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The central directory of a zip archive as PyTorch writes it: stored records only, no comment, with or without the
 * zip64 fields (PKWARE, APPNOTE.TXT 6.3, chapter 4). Java's own reader checks neither checksums nor overlaps.
 */
final class ZipDirectory {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_BYTES = 4 << 20;
    private static final int END = 22;
    private static final int LOCATOR = 20;
    private static final int END64 = 56;
    private static final int ENTRY = 46;
    private static final int LOCAL = 30;
    private static final long NOT_IN_32_BITS = 0xffffffffL;
    /** The newest version of the format, 6.3, times ten. */
    private static final int NEWEST = 63;

    private static final String AGAIN = "; save the checkpoint again with torch.save";

    private final Path file;
    private final FileChannel channel;
    private final Map<String, ZipRecord> records = new LinkedHashMap<>();

    private ZipDirectory(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Reads all records by name, in the directory's order, and checks that they are inside the file and do not overlap.
     */
    static Map<String, ZipRecord> read(Path file, FileChannel channel, long size) throws IOException {
        ZipDirectory directory = new ZipDirectory(file, channel);
        directory.readAll(size);
        return directory.records;
    }

    private void readAll(long size) throws IOException {
        ByteBuffer end = size < END ? null : at(size - END, END);
        if (end == null || end.getInt() != 0x06054b50 || end.getShort(END - 2) != 0) {
            throw damaged(
                    "does not end with the directory of a zip archive, so it is cut off or has something after it");
        }
        long disks = end.getInt();
        long here = Short.toUnsignedLong(end.getShort());
        long count = Short.toUnsignedLong(end.getShort());
        long length = Integer.toUnsignedLong(end.getInt());
        long begin = Integer.toUnsignedLong(end.getInt());
        long after = size - END;
        if (after >= LOCATOR + END64 && at(after - LOCATOR, LOCATOR).getInt() == 0x07064b50) {
            ByteBuffer locator = at(after - LOCATOR, LOCATOR);
            after -= LOCATOR + END64;
            ByteBuffer end64 = at(after, END64);
            if (locator.getInt(4) != 0
                    || locator.getLong(8) != after
                    || locator.getInt(16) != 1
                    || end64.getInt() != 0x06064b50
                    || end64.getLong() != END64 - 12) {
                throw damaged("has a damaged zip64 end of its directory");
            }
            known("a zip directory", end64.getShort(14));
            disks |= end64.getLong(16);
            boolean same = agree(here, end64.getLong(24), 0xffff)
                    && agree(count, end64.getLong(32), 0xffff)
                    && agree(length, end64.getLong(40), NOT_IN_32_BITS)
                    && agree(begin, end64.getLong(48), NOT_IN_32_BITS);
            if (!same) {
                throw damaged("has two ends of its zip directory that contradict each other");
            }
            here = end64.getLong(24);
            count = end64.getLong(32);
            length = end64.getLong(40);
            begin = end64.getLong(48);
        }
        if (disks != 0 || here != count) {
            throw damaged("is a part of a zip archive that was split");
        }
        if (count < 0 || count > MAX_ENTRIES || length < 0 || length > MAX_BYTES) {
            throw damaged("should have a zip directory of at most " + MAX_ENTRIES + " records and " + MAX_BYTES
                    + " bytes, but claims " + Long.toUnsignedString(count) + " and " + Long.toUnsignedString(length));
        }
        if (begin < 0 || begin != after - length) {
            throw damaged("should have its zip directory at byte " + (after - length) + ", but claims "
                    + Long.toUnsignedString(begin));
        }
        ByteBuffer entries = at(begin, (int) length);
        String complaint = ForeignFormat.complaint(names(entries, count));
        if (complaint != null) {
            throw new CheckpointException(file, complaint);
        }
        entries(entries, count, begin);
        apart();
    }

    /** Returns the names, unchecked, as far as they can be read. */
    private static List<String> names(ByteBuffer directory, long count) {
        List<String> names = new ArrayList<>();
        int at = 0;
        while (names.size() < count && at + ENTRY <= directory.limit()) {
            int length = Short.toUnsignedInt(directory.getShort(at + 28));
            int next = at + ENTRY + length + Short.toUnsignedInt(directory.getShort(at + 30));
            next += Short.toUnsignedInt(directory.getShort(at + 32));
            if (next > directory.limit()) {
                break;
            }
            names.add(StandardCharsets.UTF_8
                    .decode(directory.slice(at + ENTRY, length))
                    .toString());
            at = next;
        }
        return names;
    }

    /** Returns whether the old field repeats the new one or refers to it. */
    private static boolean agree(long old, long wide, long cannot) {
        return old == wide || old == cannot;
    }

    private void entries(ByteBuffer directory, long count, long limit) throws IOException {
        for (long i = 0; i < count; i++) {
            if (directory.remaining() < ENTRY || directory.getInt(directory.position()) != 0x02014b50) {
                throw damaged("has a zip directory that should list " + count + " records, but breaks off after " + i);
            }
            ByteBuffer entry = directory.slice().order(ByteOrder.LITTLE_ENDIAN);
            int nameLength = Short.toUnsignedInt(entry.getShort(28));
            int extraLength = Short.toUnsignedInt(entry.getShort(30));
            int whole = ENTRY + nameLength + extraLength + Short.toUnsignedInt(entry.getShort(32));
            if (whole > directory.remaining()) {
                throw damaged("has a zip directory whose record " + i + " is longer than the directory");
            }
            directory.position(directory.position() + whole);
            String name = name(entry.slice(ENTRY, nameLength));
            known("a zip record " + CheckpointException.shown(name), entry.getShort(6));
            plain(name, entry.getShort(8), entry.getShort(10));
            ZipRecord.Sizes sizes = ZipRecord.Sizes.of(entry, entry.slice(ENTRY + nameLength, extraLength));
            if (sizes == null || sizes.packed() != sizes.size() || entry.getShort(34) != 0) {
                throw record(name, "should be stored in as many bytes as it has, but claims others");
            }
            ZipRecord record = located(name, entry, sizes, limit);
            if (records.put(name, record) != null) {
                throw record(name, "is there twice");
            }
        }
        if (directory.hasRemaining()) {
            throw damaged("has " + directory.remaining() + " bytes after the last record of its zip directory");
        }
    }

    /** Returns the record at the position of its local header, which must repeat what the directory says. */
    private ZipRecord located(String name, ByteBuffer entry, ZipRecord.Sizes sizes, long limit) throws IOException {
        long header = sizes.header();
        int nameLength = Short.toUnsignedInt(entry.getShort(28));
        if (header < 0 || header > limit - LOCAL - nameLength) {
            throw record(name, "should begin inside the file, but at byte " + Long.toUnsignedString(header));
        }
        ByteBuffer local = at(header, LOCAL + nameLength);
        boolean same = local.getInt(0) == 0x04034b50
                && local.getShort(6) == entry.getShort(8)
                && local.getShort(8) == entry.getShort(10)
                && Short.toUnsignedInt(local.getShort(26)) == nameLength
                && local.slice(LOCAL, nameLength).equals(entry.slice(ENTRY, nameLength));
        boolean sizesFollow = (entry.getShort(8) & 8) != 0;
        for (int field = 0; same && field < 3 * Integer.BYTES; field += Integer.BYTES) { // checksum and both sizes
            int own = local.getInt(14 + field);
            same = own == entry.getInt(16 + field) || (sizesFollow && own == 0);
        }
        if (!same) {
            throw record(name, "has a header that contradicts the directory");
        }
        known("a zip record " + CheckpointException.shown(name), local.getShort(4));
        long begin = header + LOCAL + nameLength + Short.toUnsignedInt(local.getShort(28));
        if (sizes.size() < 0 || begin > limit || sizes.size() > limit - begin) {
            throw record(
                    name,
                    "should lie between byte " + begin + " and " + limit + ", but claims "
                            + Long.toUnsignedString(sizes.size()) + " bytes");
        }
        return new ZipRecord(name, header, begin, sizes.size(), Integer.toUnsignedLong(entry.getInt(16)));
    }

    /** Checks the version of the format that is needed to read something. */
    private void known(String what, short version) throws CheckpointException {
        int needed = Short.toUnsignedInt(version);
        if (needed > NEWEST) {
            throw new CheckpointException(
                    file,
                    "has " + what + " that needs version " + needed / 10 + "." + needed % 10
                            + " of the zip format, but the newest known is " + NEWEST / 10 + "." + NEWEST % 10 + AGAIN);
        }
    }

    private void plain(String name, short flags, short method) throws CheckpointException {
        if ((flags & 0x2041) != 0) {
            throw refused(name, "is encrypted");
        }
        if ((flags & ~0x0808) != 0) {
            throw refused(name, "has the unknown flags 0x" + Integer.toHexString(Short.toUnsignedInt(flags)));
        }
        if (method != 0) {
            throw refused(
                    name, "should be stored as it is, but is compressed with method " + Short.toUnsignedInt(method));
        }
    }

    private String name(ByteBuffer bytes) throws CheckpointException {
        try {
            String name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            for (String part : name.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\\') >= 0) {
                    throw record(name, "should have a plain name");
                }
            }
            return name;
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, null, "has a record whose name is not UTF-8; fetch the file again", e);
        }
    }

    private void apart() throws CheckpointException {
        List<ZipRecord> sorted = new ArrayList<>(records.values());
        sorted.sort(Comparator.comparingLong(ZipRecord::header));
        long end = 0;
        for (ZipRecord record : sorted) {
            if (record.header() < end) {
                throw record(record.name(), "overlaps the one before it");
            }
            end = record.end();
        }
    }

    private ByteBuffer at(long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        DataRegion.readFully(file, channel, bytes, from);
        return bytes.flip();
    }

    /** For what no damage explains. */
    private CheckpointException refused(String name, String what) {
        return new CheckpointException(
                file, "has a zip record " + CheckpointException.shown(name) + " that " + what + AGAIN);
    }

    private CheckpointException record(String name, String what) {
        return damaged("has a zip record " + CheckpointException.shown(name) + " that " + what);
    }

    private CheckpointException damaged(String what) {
        return new CheckpointException(file, what + "; fetch the file again");
    }
}
