package io.github.trocr4j.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link Products} computes what loops in double compute, whatever the shape; {@link VectorApiTest} runs it, too. */
class ProductsTest {
    private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 22};
    private static final int[] INPUTS = {1, 2, 3, 5, 8, 31, 70};
    private static final int[] OUTPUTS = {1, 7, 15, 16, 17, 31, 32, 33, 64, 65, 130};

    private final Products products = Products.fastest();
    private final Random random = new Random(1);
    private final Scratch scratch = new Scratch(0);

    @Test
    void layersOfAnyShapeAreExact() {
        for (int rows : ROWS) {
            for (int in : INPUTS) {
                for (int out : OUTPUTS) {
                    float[][] weights = matrix(2, out * in); // two matrices beside one another
                    float[] bias = matrix(1, 2 * out)[0];
                    Linear linear = products.linear(weights, in == 3 ? null : bias, out);
                    assertThat(linear.in()).isEqualTo(in);
                    assertThat(linear.out()).isEqualTo(2 * out);
                    float[][] x = matrix(rows + 1, in + 2);
                    float[][] y = matrix(rows + 1, 2 * out);
                    float[] untouched = y[rows].clone();
                    linear.apply(x, rows, y, scratch);
                    for (int row = 0; row < rows; row++) {
                        for (int j = 0; j < 2 * out; j++) {
                            double sum = in == 3 ? 0 : bias[j];
                            for (int t = 0; t < in; t++) {
                                sum += (double) x[row][t] * weights[j / out][j % out * in + t];
                            }
                            close(y[row][j], sum, rows, in, out);
                        }
                    }
                    assertThat(y[rows]).isEqualTo(untouched);
                }
            }
        }
    }

    @Test
    void productsOfPartsOfRowsAreExact() {
        int first = 2;
        int from = 3;
        int to = 5;
        for (int rows : ROWS) {
            for (int depth : INPUTS) {
                for (int n : OUTPUTS) {
                    float[][] x = matrix(first + rows, from + depth);
                    float[][] w = matrix(depth, n + rows % 2);
                    float[][] y = matrix(first + rows + 1, to + n + 1);
                    float[][] before = new float[y.length][];
                    for (int i = 0; i < y.length; i++) {
                        before[i] = y[i].clone();
                    }
                    products.multiply(x, from, first, first + rows, w, depth, y, to, n, scratch);
                    for (int row = 0; row < y.length; row++) {
                        for (int j = 0; j < y[row].length; j++) {
                            boolean computed = row >= first && row < first + rows && j >= to && j < to + n;
                            double sum = computed ? 0 : before[row][j];
                            for (int t = 0; computed && t < depth; t++) {
                                sum += (double) x[row][from + t] * w[t][j - to];
                            }
                            close(y[row][j], sum, rows, depth, n);
                        }
                    }
                }
            }
        }
    }

    private static void close(float found, double expected, int rows, int in, int out) {
        if (!(Math.abs(found - expected) < 1e-5)) {
            assertThat((double) found)
                    .as("%d rows, %d inputs, %d outputs", rows, in, out)
                    .isEqualTo(expected);
        }
    }

    private float[][] matrix(int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = 2 * random.nextFloat() - 1;
            }
        }
        return matrix;
    }
}
