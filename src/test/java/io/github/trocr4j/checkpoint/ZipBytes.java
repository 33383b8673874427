package io.github.trocr4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Builds a zip archive as PyTorch does, with fields that can be set to wrong values. */
final class ZipBytes {
    /** A record. Its fields are what the archive says about it. */
    static final class Entry {
        byte[] name;
        byte[] localName;
        byte[] data;
        int flags = 0x808;
        int method;
        int crc;
        int size;
        int packed;
        int disk;
        int header = -1;
        int needs;
        int localNeeds;
        int localCrc;
        int localSize;
        byte[] extra = {};

        Entry name(String text) {
            name = text.getBytes(StandardCharsets.UTF_8);
            localName = name;
            return this;
        }
    }

    final List<Entry> records = new ArrayList<>();
    int count = -1;
    int length = -1;
    int begin = -1;
    int disks;
    String comment = "";
    boolean wide;
    long count64 = -1;
    int needs64;

    ZipBytes add(String name, byte[] data) {
        Entry record = new Entry().name(name);
        record.data = data;
        record.size = data.length;
        record.packed = data.length;
        CRC32 crc = new CRC32();
        crc.update(data);
        record.crc = (int) crc.getValue();
        records.add(record);
        return this;
    }

    Entry record(int index) {
        return records.get(index);
    }

    byte[] bytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (Entry record : records) {
            int header = record.header >= 0 ? record.header : file.size();
            boolean follow = (record.flags & 8) != 0;
            file.writeBytes(little(30)
                    .putInt(0x04034b50)
                    .putShort((short) record.localNeeds)
                    .putShort((short) record.flags)
                    .putShort((short) record.method)
                    .putInt(0)
                    .putInt(follow ? record.localCrc : record.crc)
                    .putInt(follow ? record.localSize : record.packed)
                    .putInt(follow ? record.localSize : record.size)
                    .putShort((short) record.localName.length)
                    .putShort((short) 4)
                    .array());
            file.writeBytes(record.localName);
            file.writeBytes(new byte[] {'F', 'B', 0, 0});
            file.writeBytes(record.data);
            directory.writeBytes(little(46)
                    .putInt(0x02014b50)
                    .putShort((short) 0)
                    .putShort((short) record.needs)
                    .putShort((short) record.flags)
                    .putShort((short) record.method)
                    .putInt(0)
                    .putInt(record.crc)
                    .putInt(record.packed)
                    .putInt(record.size)
                    .putShort((short) record.name.length)
                    .putShort((short) record.extra.length)
                    .putShort((short) 0)
                    .putShort((short) record.disk)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt(header)
                    .array());
            directory.writeBytes(record.name);
            directory.writeBytes(record.extra);
        }
        int start = begin >= 0 ? begin : file.size();
        int entries = count >= 0 ? count : records.size();
        int size = length >= 0 ? length : directory.size();
        file.writeBytes(directory.toByteArray());
        if (wide) {
            long at = file.size();
            long all = count64 >= 0 ? count64 : entries;
            file.writeBytes(little(56)
                    .putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) 0)
                    .putShort((short) needs64)
                    .putLong(0)
                    .putLong(all)
                    .putLong(all)
                    .putLong(size)
                    .putLong(start)
                    .array());
            file.writeBytes(little(20)
                    .putInt(0x07064b50)
                    .putInt(0)
                    .putLong(at)
                    .putInt(1)
                    .array());
        }
        file.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(disks)
                .putShort((short) entries)
                .putShort((short) entries)
                .putInt(size)
                .putInt(start)
                .putShort((short) comment.length())
                .array());
        file.writeBytes(comment.getBytes(StandardCharsets.US_ASCII));
        return file.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
