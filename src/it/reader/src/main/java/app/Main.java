package app;

import io.github.trocr4j.IncludedModel;
import io.github.trocr4j.Line;
import io.github.trocr4j.LineReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a number that it draws, and says what is wrong. Arguments: {@code pixels} or {@code file}, and where the file may
 * be written.
 */
public final class Main {
    private static final String NUMBER = "7141";

    public static void main(String[] args) throws IOException {
        require(isAbsent("org.nd4j.linalg.factory.Nd4j"), "ND4J is there");
        byte[] page = new DrawnNumber(NUMBER).page();
        int width = DrawnNumber.width(NUMBER);
        List<Line> lines;
        try (LineReader reader = LineReader.load()) {
            require(reader.engine() == ReaderOptions.Engine.JAVA, "the engine is " + reader.engine());
            lines = args[0].equals("file")
                    ? reader.read(PictureFileOnDisk.write(page, width, DrawnNumber.HEIGHT, Path.of(args[1])))
                    : reader.read(Picture.gray(page, width, DrawnNumber.HEIGHT));
        }
        List<String> texts = new ArrayList<>();
        lines.forEach(line -> texts.add(line.text()));
        require(texts.equals(List.of(NUMBER)), "expected " + NUMBER + ", read " + texts);
        try (LineReader compact = LineReader.load(IncludedModel.COMPACT, ReaderOptions.DEFAULT)) {
            Reading reading = compact.readRow(Picture.gray(new byte[28 * 140], 140, 28));
            require(reading.text().length() == 5, "not five digits: " + reading.text());
        }
        require(otherThreads().isEmpty(), "threads are left: " + otherThreads());
        System.out.println(LineReader.class.getModule() + ", " + System.getProperty("java.vm.info") + ": " + lines);
    }

    private static boolean isAbsent(String name) {
        try {
            Class.forName(name);
            return false;
        } catch (ClassNotFoundException e) {
            return true;
        }
    }

    /** Returns the threads that are neither the JVM's nor of the common pool. */
    private static Set<String> otherThreads() {
        Set<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && thread.getThreadGroup().getName().equals("main")
                        && thread != Thread.currentThread())
                .map(Thread::getName)
                .filter(name -> !name.startsWith("ForkJoinPool.commonPool"))
                .forEach(names::add);
        return names;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
