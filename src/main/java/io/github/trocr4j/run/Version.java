package io.github.trocr4j.run;

/** The version of the jar; classes that lie in a folder have none. */
public final class Version {
    private Version() {}

    /** Such as 0.1.0. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Such as trocr4j 0.1.0. */
    public static String program() {
        return "trocr4j " + text();
    }
}
