package io.github.trocr4j;

/** Exit code of the command line, nothing else. */
public final class Main {
    private Main() {}

    /** Runs one verb. */
    public static void main(String[] args) {}
}
