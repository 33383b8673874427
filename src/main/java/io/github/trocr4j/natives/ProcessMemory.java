package io.github.trocr4j.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process occupies of the machine's memory, heap and native arrays together, as Linux counts it.
 *
 * @param resident bytes now ({@code VmRSS})
 * @param peak the most that it ever was ({@code VmHWM}), bytes
 */
public record ProcessMemory(OptionalLong resident, OptionalLong peak) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int KIBI = 1024;

    /** As it is now; unknown where there is no /proc. */
    public static ProcessMemory now() {
        try {
            return of(Files.readString(STATUS));
        } catch (IOException e) {
            return of("");
        }
    }

    /** From the text of {@code /proc/self/status}. */
    static ProcessMemory of(String status) {
        return new ProcessMemory(bytes(status, "VmRSS"), bytes(status, "VmHWM"));
    }

    private static OptionalLong bytes(String status, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + ":\\s*(\\d{1,15}) kB$").matcher(status);
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * KIBI) : OptionalLong.empty();
    }
}
