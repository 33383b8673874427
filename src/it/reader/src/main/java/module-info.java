/** A program that reads with trocr4j-reader.jar alone. */
module app {
    requires io.github.trocr4j; // and with it java.desktop

    exports app;
}
