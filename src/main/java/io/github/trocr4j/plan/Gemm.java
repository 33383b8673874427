package io.github.trocr4j.plan;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Products of strided matrices with OpenBLAS, in the calling thread. ND4J's {@code matmul} computes the same, but it
 * requires dense arrays, allocates memory and uses its own threads.
 */
final class Gemm {
    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    private final Address a = new Address();
    private final Address b = new Address();
    private final Address c = new Address();

    /** A pointer with a settable address, so that calls do not allocate objects. */
    static final class Address extends FloatPointer {
        FloatPointer at(long newAddress) {
            this.address = newAddress;
            return this;
        }
    }

    /** A strided matrix. The strides are in values; one of them is 1, or its axis has one element. */
    record Matrix(long address, int rows, int columns, int rowStride, int columnStride) {
        Matrix transposed() {
            return new Matrix(address, columns, rows, columnStride, rowStride);
        }

        boolean isRowMajor() {
            return columnStride == 1 || columns == 1;
        }

        /**
         * Returns the leading dimension: the stride between rows, or between columns if columns are dense. BLAS
         * requires at least their length.
         */
        int leading() {
            return isRowMajor() ? Math.max(rowStride, columns) : Math.max(columnStride, rows);
        }

        int operation() {
            return isRowMajor() ? PLAIN : TRANSPOSED;
        }

        Matrix rowsFrom(int from, int to) {
            return new Matrix(
                    address + (long) from * rowStride * Float.BYTES, to - from, columns, rowStride, columnStride);
        }

        Matrix columnsFrom(int from, int to) {
            return transposed().rowsFrom(from, to).transposed();
        }
    }

    /** Computes {@code out = left right}. */
    void multiply(Matrix left, Matrix right, Matrix out) {
        if (!out.isRowMajor()) {
            multiply(right.transposed(), left.transposed(), out.transposed());
            return;
        }
        FloatPointer x = a.at(left.address());
        FloatPointer y = b.at(right.address());
        FloatPointer z = c.at(out.address());
        if (out.rows() == 1 && left.isRowMajor()) { // gemv does not pack the matrix
            Matrix m = right.transposed();
            vector(m, y, x, left.columnStride(), z, out.columnStride());
        } else if (out.columns() == 1) {
            vector(left, x, y, right.rowStride(), z, out.rowStride());
        } else {
            matrix(left, x, right, y, 0, out, z);
        }
    }

    /** Computes {@code out += left right}, where the rows of {@code out} are dense. */
    void add(Matrix left, Matrix right, Matrix out) {
        matrix(left, a.at(left.address()), right, b.at(right.address()), 1, out, c.at(out.address()));
    }

    private static void matrix(
            Matrix left, FloatPointer x, Matrix right, FloatPointer y, float beta, Matrix out, FloatPointer z) {
        openblas_nolapack.cblas_sgemm(
                ROW_MAJOR,
                left.operation(),
                right.operation(),
                out.rows(),
                out.columns(),
                left.columns(),
                1,
                x,
                left.leading(),
                y,
                right.leading(),
                beta,
                z,
                out.leading());
    }

    private static void vector(
            Matrix m, FloatPointer matrix, FloatPointer x, int xStride, FloatPointer y, int yStride) {
        boolean plain = m.isRowMajor();
        openblas_nolapack.cblas_sgemv(
                ROW_MAJOR,
                m.operation(),
                plain ? m.rows() : m.columns(),
                plain ? m.columns() : m.rows(),
                1,
                matrix,
                m.leading(),
                x,
                Math.max(1, xStride),
                0,
                y,
                Math.max(1, yStride));
    }
}
