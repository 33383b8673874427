package io.github.trocr4j.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on stderr while strips are read; nothing where no terminal shows it. */
final class ReadingProgress implements AutoCloseable {
    private final ProgressBar bar;

    private ReadingProgress(ProgressBar bar) {
        this.bar = bar;
    }

    /** Starts at 0 of {@code strips}. */
    static ReadingProgress start(int strips) {
        return new ReadingProgress(
                Terminal.isThere()
                        ? new ProgressBarBuilder()
                                .setTaskName("Reading")
                                .setUnit(" strips", 1)
                                .setInitialMax(strips)
                                .build()
                        : null);
    }

    /** So many strips more are read. */
    void advance(int strips) {
        if (bar != null) {
            bar.stepBy(strips);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
