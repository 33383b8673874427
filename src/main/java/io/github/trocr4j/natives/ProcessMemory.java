package io.github.trocr4j.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of this process, Java heap and native arrays together, as Linux counts it.
 *
 * @param resident current bytes ({@code VmRSS})
 * @param peak maximum so far in bytes ({@code VmHWM})
 */
public record ProcessMemory(OptionalLong resident, OptionalLong peak) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int KIBI = 1024;

    /** Returns the current values; empty on systems without {@code /proc}. */
    public static ProcessMemory now() {
        try {
            return of(Files.readString(STATUS));
        } catch (IOException e) {
            return of("");
        }
    }

    /** Parses the text of {@code /proc/self/status}. */
    static ProcessMemory of(String status) {
        return new ProcessMemory(bytes(status, "VmRSS"), bytes(status, "VmHWM"));
    }

    /** Returns the bytes of a key in a file of {@code /proc} such as this. */
    static OptionalLong bytes(String text, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + ":\\s*(\\d{1,15}) kB$").matcher(text);
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * KIBI) : OptionalLong.empty();
    }
}
