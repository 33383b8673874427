package io.github.trocr4j;

import java.awt.image.BufferedImage;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A host that loads the library with a separate class loader, as for plug-ins. */
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
        ClassLoader host = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass("io.github.trocr4j.LineReader");
            try (AutoCloseable reader =
                    (AutoCloseable) type.getMethod("load", Path.class).invoke(null, Path.of(args[1]))) {
                BufferedImage picture = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
                for (int i = 0; i < 5; i++) {
                    picture.createGraphics().fillRect(10 + 25 * i, 5, 4, 18);
                }
                System.out.println(type.getMethod("read", BufferedImage.class).invoke(reader, picture));
            }
        }
        System.out.println("loader of the host "
                + (Thread.currentThread().getContextClassLoader() == host ? "untouched" : "changed"));
    }
}
