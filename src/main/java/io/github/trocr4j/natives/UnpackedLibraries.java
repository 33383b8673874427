package io.github.trocr4j.natives;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ND4J's libraries, loaded from where JavaCPP has unpacked them at an earlier start, or from a folder of {@code
 * java.library.path}, where the container has them in place of the jars. JavaCPP looks for each of them under every name
 * and for every build that it might have, in all jars and all modules of Java: a quarter of a second at each start. These
 * are the nine of one build, {@code linux-x86_64-onednn-avx2}; where one of them is not found as it should be, JavaCPP does
 * it all, as it does for the other builds.
 */
public final class UnpackedLibraries {
    /** A system property; the command line sets it to true. */
    public static final String WANTED = "trocr4j.unpackedLibraries";

    private static final String JAVACPP_LOADS = "org.bytedeco.javacpp.loadLibraries";
    private static final List<String> JAVACPP_SETTINGS = List.of(
            JAVACPP_LOADS,
            "org.bytedeco.javacpp.loadlibraries",
            "org.bytedeco.javacpp.cacheDir",
            "org.bytedeco.javacpp.cachedir",
            "org.bytedeco.javacpp.cachedir.nosubdir",
            "org.bytedeco.javacpp.pathsFirst",
            "org.bytedeco.javacpp.pathsfirst",
            "org.bytedeco.javacpp.platform");

    private static final String OPENBLAS = "org/bytedeco/openblas/linux-x86_64/";
    private static final String ND4J = "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-avx2/";

    // Who is needed comes before who needs it.
    private static final List<String> LIBRARIES = List.of(
            "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
            OPENBLAS + "libgcc_s.so.1",
            OPENBLAS + "libquadmath.so.0",
            OPENBLAS + "libgfortran.so.5",
            OPENBLAS + "libopenblas.so.0",
            OPENBLAS + "libjniopenblas_nolapack.so",
            ND4J + "libgomp.so.1",
            ND4J + "libnd4jcpu.so",
            ND4J + "libjnind4jcpu.so");

    private UnpackedLibraries() {}

    /**
     * Loads them, if that is {@link #WANTED}, and tells JavaCPP to load nothing any more in this process; not for one in
     * which others use JavaCPP. Does nothing where that cannot be done.
     */
    public static void load() {
        if (!Boolean.getBoolean(WANTED)
                || JAVACPP_SETTINGS.stream().anyMatch(name -> System.getProperty(name) != null)) {
            return;
        }
        Path cache = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
        Optional<List<Path>> found = find(cache, UnpackedLibraries.class.getClassLoader())
                .or(() -> find(System.getProperty("java.library.path", "")));
        if (found.isEmpty()) {
            return;
        }
        System.setProperty(JAVACPP_LOADS, "false");
        try {
            found.get().forEach(library -> System.load(library.toString()));
        } catch (UnsatisfiedLinkError e) {
            // JavaCPP meets the same, and has other places to look in.
            System.clearProperty(JAVACPP_LOADS);
        }
    }

    /** All of them in one of those folders, in the order in which they are to be loaded, or nothing. */
    static Optional<List<Path>> find(String libraryPath) {
        for (String folder : libraryPath.split(File.pathSeparator, -1)) {
            List<Path> found = LIBRARIES.stream()
                    .map(library ->
                            Path.of(folder).resolve(Path.of(unpackedAs(library)).getFileName()))
                    .toList();
            if (found.stream().allMatch(Files::isRegularFile)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** All of them as JavaCPP has unpacked them, in the order in which they are to be loaded, or nothing. */
    static Optional<List<Path>> find(Path cache, ClassLoader jars) {
        List<Path> found = new ArrayList<>();
        try {
            for (String library : LIBRARIES) {
                URL url = jars.getResource(library);
                if (url == null || !(url.openConnection() instanceof JarURLConnection packed)) {
                    return Optional.empty();
                }
                Path jar = Path.of(packed.getJarFileURL().getPath()).getFileName();
                Path unpacked = cache.resolve(jar).resolve(unpackedAs(library));
                // Shorter if somebody broke JavaCPP off while it was unpacking.
                if (!Files.isRegularFile(unpacked) || Files.size(unpacked) != packed.getContentLengthLong()) {
                    return Optional.empty();
                }
                found.add(unpacked);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(found);
    }

    /** JavaCPP has a name of its own for the OpenBLAS that it uses without LAPACK, and the next library needs that name. */
    private static String unpackedAs(String library) {
        return library.replace("libopenblas.so", "libopenblas_nolapack.so");
    }
}
