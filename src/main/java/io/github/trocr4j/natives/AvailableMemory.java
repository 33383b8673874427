package io.github.trocr4j.natives;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory that new arrays can have. On Linux it includes the cache of files, which the system gives back: after a large
 * model has been read, little memory is free, and most of it is available.
 */
public final class AvailableMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private AvailableMemory() {}

    /** Returns the bytes that are available now. */
    public static long bytes() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        String meminfo;
        try {
            meminfo = Files.readString(MEMINFO);
        } catch (IOException e) {
            meminfo = ""; // another system
        }
        return of(meminfo, system.getTotalMemorySize(), system.getFreeMemorySize());
    }

    /**
     * Returns the bytes that are available.
     *
     * @param meminfo the text of {@code /proc/meminfo}, which is about the machine
     * @param total what Java knows of; less than the machine has in a container with a limit
     * @param free what is in no use at all
     */
    static long of(String meminfo, long total, long free) {
        return bytes(meminfo, "MemTotal") == total ? Math.max(free, bytes(meminfo, "MemAvailable")) : free;
    }

    private static long bytes(String meminfo, String key) {
        return ProcessMemory.bytes(meminfo, key).orElse(0);
    }
}
