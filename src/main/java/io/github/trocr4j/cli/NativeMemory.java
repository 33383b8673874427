package io.github.trocr4j.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** How much memory arrays may take outside the Java heap. */
final class NativeMemory {
    private NativeMemory() {}

    /** Bytes: what JavaCPP allows, and not more than half of what the machine has left. */
    static long usable() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Math.min(Pointer.maxBytes(), system.getFreeMemorySize() / 2);
    }
}
