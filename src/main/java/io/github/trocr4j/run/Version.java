package io.github.trocr4j.run;

/** The version of the jar; classes outside a jar have none. */
public final class Version {
    private Version() {}

    /** Returns the version, such as 0.1.0, or "development" outside a jar. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Returns the program's name and version, such as trocr4j 0.1.0. */
    public static String program() {
        return "trocr4j " + text();
    }
}
