package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.ReaderOptions.Engine;
import io.github.trocr4j.data.Mnist;
import io.github.trocr4j.data.PublishedMnist;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.data.lines.ComposedPages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.WritingRow;
import io.github.trocr4j.model.ConfigJson;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plain Java and ND4J read the same; the first needs no library. */
class EnginesTest {
    private static final ReaderOptions JAVA = ReaderOptions.DEFAULT.withEngine(Engine.JAVA);
    private static final ReaderOptions ND4J = ReaderOptions.DEFAULT.withEngine(Engine.ND4J);

    @Test
    void autoIsJavaForTheIncludedModels() throws IOException {
        for (IncludedModel included : IncludedModel.values()) {
            try (LineReader reader = LineReader.load(included, ReaderOptions.DEFAULT)) {
                assertThat(reader.engine()).isEqualTo(Engine.JAVA);
            }
        }
    }

    @Test
    void autoIsNd4jForTrOcrSmall() throws IOException {
        // HF's configuration; the choice needs no weights
        assertThat(EngineChoice.of(ConfigJson.read(Goldens.path("full").resolve("config.json")), ReaderOptions.DEFAULT)
                        .engine())
                .isEqualTo(Engine.ND4J);
    }

    @Test
    @Tag("slow")
    void twoThousandStripsAreReadTheSame() throws IOException {
        List<Picture> strips = SequenceDataset.inOrder(
                        Mnist.load(PublishedMnist.directory()).test())
                .stream()
                .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                .toList();
        assertThat(strips).hasSize(2_000);
        for (IncludedModel included : IncludedModel.values()) {
            try (LineReader java = LineReader.load(included, JAVA);
                    LineReader nd4j = LineReader.load(included, ND4J)) {
                requireSame(java.readRows(strips), nd4j.readRows(strips));
            }
        }
    }

    @Test
    @Tag("slow")
    void twoHundredComposedPagesAreReadTheSame() throws IOException {
        ComposedPages pages = ComposedPages.generated(5);
        try (LineReader java = LineReader.load(JAVA);
                LineReader nd4j = LineReader.load(ND4J)) {
            List<Picture> rows = new ArrayList<>();
            ComposedPages.Kind[] kinds = ComposedPages.Kind.values();
            for (int i = 0; i < 200; i++) {
                Picture page = pages.page(kinds[i % kinds.length], i).picture();
                java.findRows(page).stream().map(WritingRow::crop).forEach(rows::add);
            }
            assertThat(rows).hasSizeGreaterThan(200);
            requireSame(java.readFound(rows), nd4j.readFound(rows));
        }
    }

    private static void requireSame(List<Reading> java, List<Reading> nd4j) {
        for (int i = 0; i < java.size(); i++) {
            assertThat(java.get(i).text()).as("row %d", i).isEqualTo(nd4j.get(i).text());
            assertThat(java.get(i).confidence()).isCloseTo(nd4j.get(i).confidence(), within(1e-5f));
        }
    }

    @Test
    void withoutNd4jItsChoiceIsRefused() throws Exception {
        try (URLClassLoader alone = withoutLibraries()) {
            Class<?> check = alone.loadClass(ReadingAlone.class.getName());
            assertThat(check.getMethod("read", String.class).invoke(null, "AUTO"))
                    .isEqualTo("JAVA");
            assertThatThrownBy(() -> check.getMethod("read", String.class).invoke(null, "ND4J"))
                    .hasRootCauseMessage("engine: expected ND4J on the class path, found none; add"
                            + " org.nd4j:nd4j-native, or choose the engine java or auto");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "JAVA"})
    @SuppressWarnings({"CallingSystemGc", "unused"})
    void itsClassLoaderIsCollected(Engine engine) throws Exception {
        WeakReference<ClassLoader> gone = new WeakReference<>(readOnce(engine));
        for (int i = 0; i < 50 && gone.get() != null; i++) {
            System.gc();
        }
        assertThat(gone.get()).isNull();
    }

    private static ClassLoader readOnce(Engine engine) throws Exception {
        try (URLClassLoader alone = withoutLibraries()) {
            alone.loadClass(ReadingAlone.class.getName())
                    .getMethod("read", String.class)
                    .invoke(null, engine.name());
            return alone;
        }
    }

    /** Sees this project's classes and the JDK. */
    private static URLClassLoader withoutLibraries() throws IOException {
        URL[] classes = {
            Path.of("target", "classes").toUri().toURL(),
            Path.of("target", "test-classes").toUri().toURL()
        };
        return new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
    }

    /** Runs in a class loader that has no libraries. */
    public static final class ReadingAlone {
        private ReadingAlone() {}

        /** Reads a blank picture, and returns the engine that has read it. */
        public static String read(String engine) throws IOException {
            ReaderOptions options = ReaderOptions.DEFAULT.withEngine(Engine.valueOf(engine));
            try (LineReader reader = LineReader.load(options)) {
                reader.readRow(Picture.gray(new byte[28 * 140], 140, 28));
                return reader.engine().name();
            }
        }
    }
}
