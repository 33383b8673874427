package io.github.trocr4j.cli;

import com.sun.management.OperatingSystemMXBean;
import io.github.trocr4j.natives.ProcessMemory;
import java.lang.management.ManagementFactory;

/**
 * The JVM, the system and the memory, read without native libraries.
 *
 * @param java name, version and vendor of the JVM
 * @param system name, version and architecture of the operating system
 * @param processors the processors available to Java
 * @param heap the largest size of the heap in bytes
 * @param physicalMemory in bytes
 * @param freeMemory unused memory in bytes
 * @param process the memory of this process
 */
record Machine(
        String java,
        String system,
        int processors,
        long heap,
        long physicalMemory,
        long freeMemory,
        ProcessMemory process) {
    static Machine here() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                property("java.vm.name") + " " + property("java.version") + " (" + property("java.vendor") + ")",
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory(),
                system.getTotalMemorySize(),
                system.getFreeMemorySize(),
                ProcessMemory.now());
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
