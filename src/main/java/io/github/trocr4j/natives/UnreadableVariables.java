package io.github.trocr4j.natives;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds environment variables whose values ND4J cannot read: it would not start, and not say why. */
final class UnreadableVariables {
    private static final String OMP_THREADS = "OMP_NUM_THREADS";
    private static final List<String> PRIORITIES = List.of("BACKEND_PRIORITY_CPU", "BACKEND_PRIORITY_GPU");

    private UnreadableVariables() {}

    /** Returns one sentence for the first of them; empty if ND4J can read all. */
    static Optional<String> of(Map<String, String> environment) {
        String threads = environment.getOrDefault(OMP_THREADS, "");
        OptionalInt first = NativeSettings.threads(threads);
        if (!threads.isEmpty() && first.isEmpty()) {
            return Optional.of(
                    set(OMP_THREADS, threads) + "expected a number of threads from 1 to 99999; set one, or unset it.");
        }
        if (first.isPresent() && !isInteger(threads)) {
            return Optional.of(set(OMP_THREADS, threads) + "ND4J reads a single number only; set " + OMP_THREADS + "="
                    + first.getAsInt() + ".");
        }
        return PRIORITIES.stream()
                .filter(name -> environment.containsKey(name)
                        && !environment.get(name).isEmpty()
                        && !isInteger(environment.get(name)))
                .map(name -> set(name, environment.get(name)) + "ND4J expects a whole number; unset it.")
                .findFirst();
    }

    private static boolean isInteger(String text) {
        try {
            Integer.parseInt(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String set(String name, String value) {
        return name + "=" + value + " is set: ";
    }
}
