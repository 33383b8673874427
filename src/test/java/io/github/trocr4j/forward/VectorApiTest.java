package io.github.trocr4j.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tests of this package in a process that has {@code src/vector} and was started with the Vector API, or without.
 */
@Tag("golden")
class VectorApiTest {
    @Test
    void vectorsComputeWhatLoopsCompute() throws Exception {
        JavaProcess process = run("--add-modules", "jdk.incubator.vector");
        assertThat(process.printed()).contains("VectorProducts", "all passed");
        assertThat(process.exitCode()).isZero();
    }

    @Test
    void withoutTheModuleLoopsAreUsedAndNothingIsPrinted() throws Exception {
        assertThat(run().printed().lines()).containsExactly("PlainProducts", "all passed");
    }

    private static JavaProcess run(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(Tests.class.getName());
        String classes = Path.of("target", "vector-classes").toString();
        return JavaProcess.run(
                environment -> {}, System.getProperty("java.class.path") + File.pathSeparator + classes, arguments);
    }

    /** Runs the tests. */
    static final class Tests {
        private Tests() {}

        public static void main(String[] args) throws Exception {
            System.out.println(Products.fastest().getClass().getSimpleName());
            all();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals("trocr4j-vectors")) {
                    thread.join(); // loops until now
                }
            }
            all();
            System.out.println("all passed");
        }

        private static void all() throws IOException {
            ProductsTest products = new ProductsTest();
            products.layersOfAnyShapeAreExact();
            products.productsOfPartsOfRowsAreExact();
            JavaTrOcrTest models = new JavaTrOcrTest();
            for (String name : List.of("vit-tied", "vit-sinusoidal", "deit-learned")) {
                models.statesAndLogitsAreHfs(name, 1);
                models.statesAndLogitsAreHfs(name, 2);
            }
            models.anotherInputSizeInterpolatesThePositions("vit-tied");
            models.anotherInputSizeInterpolatesThePositions("deit-learned");
        }
    }
}
