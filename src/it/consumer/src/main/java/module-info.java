/** A user of the library. */
module consumer {
    requires io.github.trocr4j;
    requires java.desktop;

    exports consumer;
}
