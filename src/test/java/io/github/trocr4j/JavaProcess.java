package io.github.trocr4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The result of a Java program in a separate process with 256 MB of heap.
 *
 * @param exitCode the exit code of the process
 * @param printed the content of standard output and standard error
 */
public record JavaProcess(int exitCode, String printed) {
    /**
     * Runs a program and waits until it ends.
     *
     * @param environment changes its environment variables
     * @param arguments the arguments of {@code java}: options, the main class, and its arguments
     */
    public static JavaProcess run(Consumer<Map<String, String>> environment, String classPath, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-cp", classPath));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        environment.accept(builder.environment());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new JavaProcess(process.waitFor(), printed);
    }
}
