package io.github.trocr4j.natives;

import com.sun.jna.NativeLibrary;
import java.util.Optional;

/**
 * The environment of this process as libraries in C see it. {@link System#getenv} keeps the copy that Java made at its
 * start, and there is no way to change either from Java; so this is libc's own {@code setenv}, called through JNA.
 */
final class ProcessEnvironment {
    private ProcessEnvironment() {}

    /**
     * Sets a variable that is not set, and reads it back.
     *
     * @return why it did not work, or empty if it did
     */
    static Optional<String> set(String name, String value) {
        try {
            NativeLibrary libc = NativeLibrary.getProcess();
            int keepExisting = 0;
            int result = libc.getFunction("setenv").invokeInt(new Object[] {name, value, keepExisting});
            String found = get(name).orElse("nothing");
            return result == 0 && found.equals(value)
                    ? Optional.empty()
                    : Optional.of("setenv of " + name + " returned " + result + " and left " + found);
        } catch (LinkageError | RuntimeException e) {
            // JNA's own library needs a folder that one may execute from, and a JVM that lets it; do without.
            return Optional.of("setenv cannot be called (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** A variable as libc has it. */
    static Optional<String> get(String name) {
        Object[] arguments = {name};
        return Optional.ofNullable(
                NativeLibrary.getProcess().getFunction("getenv").invokeString(arguments, false));
    }
}
