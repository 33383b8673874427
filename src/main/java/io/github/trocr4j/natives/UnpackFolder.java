package io.github.trocr4j.natives;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where JavaCPP 1.5.7 unpacks native libraries at the first start: the first of four folders that can be written to.
 */
final class UnpackFolder {
    /** System property that names the folder. */
    static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private static final int MEGA = 1 << 20;

    private UnpackFolder() {}

    /** Returns the folders in JavaCPP's order: two properties, the home folder, the temporary folder. */
    static List<Path> candidates(Properties system) {
        return Stream.of(
                        system.getProperty(PROPERTY),
                        system.getProperty("org.bytedeco.javacpp.cacheDir"),
                        system.getProperty("user.home") + "/.javacpp/cache",
                        system.getProperty("java.io.tmpdir") + "/.javacpp-" + system.getProperty("user.name")
                                + "/cache")
                .filter(Objects::nonNull)
                .filter(name -> !name.isEmpty())
                .map(name -> new File(name).toPath().toAbsolutePath())
                .distinct()
                .toList();
    }

    /** Returns the folder that JavaCPP uses now; empty if it has none yet. */
    static Optional<Path> find(Properties system) {
        return candidates(system).stream()
                .filter(folder -> Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder))
                .findFirst();
    }

    /** Returns for each folder why libraries cannot be unpacked there, as one clause. */
    static String refusals(Properties system) {
        return candidates(system).stream()
                .map(folder -> folder + " (" + refusal(folder) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String refusal(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "trocr4j", null));
            return "now usable";
        } catch (AccessDeniedException e) {
            return "permission denied";
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? "cannot be created" : e.getReason();
            return reason.toLowerCase(Locale.ROOT);
        } catch (IOException | SecurityException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Returns the room in a folder as a clause, such as {@code 12 MB free, 437 MB needed}. */
    static String room(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() / MEGA + " MB free, " + needed() + " needed in all";
        } catch (IOException | SecurityException e) {
            return needed() + " needed in all";
        }
    }

    /** Returns the size of the unpacked libraries; for the CPU as {@code du -sm ~/.javacpp} counts it on Linux. */
    static String needed() {
        return Backend.here() == Backend.CUDA ? "4 GB" : "437 MB";
    }
}
