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
 * Loads ND4J's libraries from where JavaCPP unpacked them at an earlier start, or from a folder in
 * {@code java.library.path}, where the container keeps them instead of in jars. JavaCPP looks for each library under
 * every possible name and build in all jars and modules, which takes a quarter of a second at each start. This class
 * loads the nine libraries of one build, {@code linux-x86_64-onednn-avx2}. If one of them is missing or incomplete, and
 * for other builds, JavaCPP loads them all.
 */
public final class UnpackedLibraries {
    /** System property that enables this; the command line sets it to true. */
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

    // A library comes after those that it needs.
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
     * Loads the libraries if {@link #WANTED} is true, and makes JavaCPP load no more libraries in this process. Not for
     * a process in which other code uses JavaCPP. Does nothing if the libraries are not found.
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
            // JavaCPP will meet the same problem, and searches more places
            System.clearProperty(JAVACPP_LOADS);
        }
    }

    /** Returns all libraries from one folder of a path, in loading order; empty if no folder has all of them. */
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

    /** Returns all libraries from JavaCPP's cache, in loading order; empty if one is missing or incomplete. */
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
                // The file is shorter if JavaCPP was interrupted while it unpacked it.
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

    /** JavaCPP renames the OpenBLAS that it uses without LAPACK, and the next library is linked against that name. */
    private static String unpackedAs(String library) {
        return library.replace("libopenblas.so", "libopenblas_nolapack.so");
    }
}
