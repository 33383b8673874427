package io.github.trocr4j.natives;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why ND4J did not start, found in the messages of JavaCPP, JNA, Java and the system's loader of libraries. The first
 * cause is the deepest one: what is around it says only that a class could not be initialised.
 */
final class StartFailure {
    private static final String LIBRARIES = "ND4J's native libraries";
    private static final String MOVE =
            "choose another folder with the Java option -D" + UnpackFolder.PROPERTY + "=DIR.";
    private static final Pattern OF_JNA = Pattern.compile("jnidispatch|\\bJNA\\b|[/\\\\]jna-?\\d+");

    /**
     * One kind of cause.
     *
     * @param ofFolder whether it concerns the folder to which libraries are unpacked, which JNA has, too
     * @param message how it is recognised
     * @param sentence what is told
     */
    private record Kind(boolean ofFolder, Pattern message, BiFunction<Matcher, Properties, String> sentence) {
        Kind(String message, BiFunction<Matcher, Properties, String> sentence) {
            this(false, Pattern.compile(message), sentence);
        }

        static Kind ofFolder(String message, BiFunction<Matcher, Properties, String> sentence) {
            return new Kind(true, Pattern.compile(message), sentence);
        }
    }

    /** The first that fits counts. */
    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "Could not create the cache",
                    (found, system) -> LIBRARIES + " (" + UnpackFolder.needed() + ") cannot be unpacked: "
                            + UnpackFolder.refusals(system) + "; " + MOVE),
            Kind.ofFolder(
                    "No space left on device|[Qq]uota exceeded|not enough space",
                    (found, system) -> unpack(system, found.group().toLowerCase(Locale.ROOT), "free some, or ")),
            Kind.ofFolder(
                    "failed to map segment from shared object(?!.*allocate)",
                    (found, system) -> unpack(
                            system, "libraries there must not be executed, as on a file system mounted noexec", "")),
            new Kind(
                    "JNA temporary directory '.*' (does not exist|is not writable)",
                    (found, system) -> temporary(system, found.group(1))),
            Kind.ofFolder(
                    "^\\w+: (.*?) \\((Permission denied|Read-only file system|Is a directory|Not a directory"
                            + "|Access is denied)\\)"
                            + "|(\\S+): cannot open shared object file: Permission denied",
                    (found, system) -> unpack(
                            system,
                            found.group(3) == null
                                    ? found.group(1) + ": " + found.group(2).toLowerCase(Locale.ROOT)
                                    : found.group(3) + ": permission denied",
                            "")),
            new Kind(
                    "wrong ELF class|can't load .{1,20} on a|architecture word width mismatch|endianness mismatch"
                            + "|incompatible architecture"
                            + "|not a valid Win32 application",
                    (found, system) -> LIBRARIES + " on the class path are built for another processor than this Java ("
                            + machine(system) + "): " + takeBuild(system)),
            new Kind(
                    "(\\S+): (invalid ELF header|file too short|ELF .*|cannot read file data.*)",
                    (found, system) -> "The unpacked library " + found.group(1) + " is damaged (" + found.group(2)
                            + "): delete it, and it is unpacked again."),
            new Kind(
                    "Error loading shared library|Error relocating|ld-linux",
                    (found, system) ->
                            LIBRARIES + " are built for Linux with glibc, and this system has musl, as Alpine"
                                    + " does: use one with glibc, such as Debian or Ubuntu."),
            new Kind(
                    "version [`'](GLIBC(?:XX)?_[0-9.]+)' not found",
                    (found, system) -> LIBRARIES + " need " + found.group(1)
                            + " or newer, which this system does not have: use a newer system."),
            new Kind(
                    "([\\w.+-]+): cannot open shared object file",
                    (found, system) ->
                            LIBRARIES + " need " + found.group(1) + ", which this system does not have: install it."),
            new Kind(
                    "already loaded in another class ?loader",
                    (found, system) -> LIBRARIES + " are in use by another class loader of this process: put ND4J and"
                            + " JavaCPP where the applications share them (in Tomcat the folder lib), once."),
            new Kind(
                    "Could not find \\S+ in class, module, and library paths|no (\\S+) in java.library.path",
                    (found, system) -> LIBRARIES + " for this platform (" + machine(system)
                            + ") are not on the class path: " + takeBuild(system)),
            new Kind(
                    "NoAvailableBackendException",
                    (found, system) ->
                            "There is no backend of ND4J on the class path: add org.nd4j:nd4j-native, and merge"
                                    + " the files in META-INF/services where jars are put into one."));

    private StartFailure() {}

    /** Returns one sentence: the first cause, where it is, and what to do. */
    static String sentence(Throwable thrown) {
        return sentence(thrown, System.getProperties());
    }

    static String sentence(Throwable thrown, Properties system) {
        Deque<String> deepestFirst = new ArrayDeque<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            deepestFirst.push(
                    cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
        }
        boolean ofJna = deepestFirst.stream().anyMatch(OF_JNA.asPredicate());
        for (String message : deepestFirst) {
            for (Kind kind : KINDS) {
                Matcher found = kind.message().matcher(message);
                if (found.find()) {
                    return ofJna && kind.ofFolder()
                            ? temporaryUnusable(system, found.group())
                            : kind.sentence().apply(found, system);
                }
            }
        }
        return "ND4J does not start here (" + deepestFirst.getFirst() + ").";
    }

    private static String unpack(Properties system, String why, String first) {
        Optional<Path> folder = UnpackFolder.find(system);
        return LIBRARIES + " cannot be unpacked to "
                + folder.map(path -> path + " and started: " + why + " (" + UnpackFolder.room(path) + ")")
                        .orElseGet(() -> UnpackFolder.refusals(system) + ": " + why)
                + "; " + first + MOVE;
    }

    private static String temporary(Properties system, String why) {
        String jna = system.getProperty("jna.tmpdir");
        return "The temporary folder " + (jna == null ? system.getProperty("java.io.tmpdir") : jna) + " " + why
                + ": ND4J's start unpacks a library of 0.1 MB there; choose another folder with the Java option -D"
                + (jna == null ? "java.io.tmpdir" : "jna.tmpdir") + "=DIR.";
    }

    private static String temporaryUnusable(Properties system, String why) {
        String hint = why.startsWith("failed to map") ? ", as on a file system mounted noexec" : "";
        return temporary(system, "cannot be used (" + why.toLowerCase(Locale.ROOT) + hint + ")");
    }

    private static String machine(Properties system) {
        return system.getProperty("os.name") + ", " + system.getProperty("os.arch");
    }

    private static String takeBuild(Properties system) {
        return "add org.nd4j:nd4j-native, org.bytedeco:openblas and org.bytedeco:javacpp with the classifiers for "
                + platform(system) + ".";
    }

    /** Returns JavaCPP's name of the platform, such as linux-arm64. */
    private static String platform(Properties system) {
        String os = system.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = system.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : os)
                + "-"
                + switch (processor) {
                    case "amd64", "x86-64" -> "x86_64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                };
    }
}
