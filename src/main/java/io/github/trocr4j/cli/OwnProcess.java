package io.github.trocr4j.cli;

import io.github.trocr4j.Main;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this program starts itself once more. */
final class OwnProcess {
    private OwnProcess() {}

    /**
     * A command with these arguments, the JVM's own options the same.
     *
     * @throws IOException one sentence, if this process was started in a way that cannot be repeated
     */
    static List<String> command(List<String> arguments) throws IOException {
        String classPath = System.getProperty("java.class.path");
        if (!isOn(classPath)) {
            throw new IOException(
                    "This needs processes of its own, and Maven cannot start them: build the jar (mvn package"
                            + " -DskipTests) and run java -jar target/trocr4j.jar.");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // debuggers and agents listen at places that are taken
            if (option.startsWith("-D") || (option.startsWith("-X") && !option.startsWith("-Xrun"))) {
                command.add(option);
            }
        }
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    private static boolean isOn(String classPath) throws IOException {
        try {
            Path code = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (String entry : classPath.split(File.pathSeparator, -1)) {
                if (!entry.isEmpty() && Files.exists(Path.of(entry)) && Files.isSameFile(Path.of(entry), code)) {
                    return true;
                }
            }
            return false;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return false;
        }
    }
}
