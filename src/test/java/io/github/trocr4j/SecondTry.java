package io.github.trocr4j;

import java.nio.file.Path;

/** A program that loads a reader twice and prints what it is told; run by {@link EngineTest}. */
public final class SecondTry {
    private SecondTry() {}

    /** Argument: the folder of a model. */
    public static void main(String[] args) throws Exception {
        for (String attempt : new String[] {"first", "second"}) {
            try (LineReader reader =
                    LineReader.load(Path.of(args[0]), ReaderOptions.DEFAULT.withEngine(ReaderOptions.Engine.ND4J))) {
                System.out.println(attempt + ": " + reader.config().outputs());
            } catch (IllegalStateException e) {
                Throwable first = e;
                while (first.getCause() != null) {
                    first = first.getCause();
                }
                System.out.println(attempt + ": " + e.getMessage() + " First cause: " + first);
            }
        }
    }
}
