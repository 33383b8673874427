package io.github.trocr4j;

import java.awt.image.BufferedImage;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** A host with applications that each load a copy of the library with a separate class loader, as in a server. */
public final class PlugIn {
    private PlugIn() {}

    /** Arguments: the library's class path and the folder of a model. */
    public static void main(String[] args) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : args[0].split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        Path model = Path.of(args[1]);
        Thread thread = Thread.currentThread();
        ClassLoader host = thread.getContextClassLoader();
        System.out.println("thread of the host: " + read(application(urls), model));
        System.out.println("common pool: "
                + ForkJoinPool.commonPool()
                        .submit(() -> read(application(urls), model))
                        .get());
        System.out.println("loader of the host " + (thread.getContextClassLoader() == host ? "untouched" : "changed"));
        thread.setContextClassLoader(null);
        System.out.println("no context class loader: " + read(application(urls), model));
        URLClassLoader other = application(urls);
        thread.setContextClassLoader(application(urls));
        System.out.println("that of another application: " + read(other, model));
        System.out.println("once more: " + read(other, model));
    }

    private static URLClassLoader application(List<URL> urls) {
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static String read(ClassLoader application, Path model) throws Exception {
        Class<?> type = application.loadClass("io.github.trocr4j.LineReader");
        Class<?> options = application.loadClass("io.github.trocr4j.ReaderOptions");
        Class<?> engine = application.loadClass("io.github.trocr4j.ReaderOptions$Engine");
        Object nd4j = options.getMethod("withEngine", engine)
                .invoke(
                        options.getField("DEFAULT").get(null),
                        engine.getMethod("valueOf", String.class).invoke(null, "ND4J"));
        try (AutoCloseable reader =
                (AutoCloseable) type.getMethod("load", Path.class, options).invoke(null, model, nd4j)) {
            BufferedImage picture = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
            for (int i = 0; i < 5; i++) {
                picture.createGraphics().fillRect(10 + 25 * i, 5, 4, 18);
            }
            return String.valueOf(type.getMethod("read", BufferedImage.class).invoke(reader, picture));
        }
    }
}
