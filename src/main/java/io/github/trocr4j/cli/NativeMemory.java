package io.github.trocr4j.cli;

import com.sun.management.OperatingSystemMXBean;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CudaDevice;
import io.github.trocr4j.natives.CudaDriver;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** How much memory arrays may take outside the Java heap. */
final class NativeMemory {
    private NativeMemory() {}

    /** Bytes: what JavaCPP allows, and not more than half of what the machine has left, or of what the smallest card has. */
    static long usable() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long usable = Math.min(Pointer.maxBytes(), system.getFreeMemorySize() / 2);
        if (Backend.here() == Backend.CUDA) {
            for (CudaDevice card : CudaDriver.ask().devices()) {
                usable = Math.min(usable, card.memory() / 2);
            }
        }
        return usable;
    }
}
