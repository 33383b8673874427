package io.github.trocr4j.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar; classes that lie in a folder have none. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"trocr4j " + text()};
    }

    /** Such as 0.1.0. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
