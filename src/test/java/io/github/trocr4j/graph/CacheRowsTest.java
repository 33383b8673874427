package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.engine.Engine;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class CacheRowsTest {
    @BeforeAll
    static void start() {
        Engine.start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0 1 2 3", "3 2 1 0", "1 2 3 0", "2 2 2 2", "0 0 3 3", "1 3", "2", "0 1", "0 0 1 1 2 2 3 3"})
    void rowsComeFromWhereTheyAreWanted(String wanted) {
        int[] from =
                Arrays.stream(wanted.split(" ")).mapToInt(Integer::parseInt).toArray();
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray array = Nd4j.linspace(0, 23, 24, type).reshape(4, 2, 1, 3);
            INDArray expected = Nd4j.create(type, from.length, 2, 1, 3);
            for (int i = 0; i < from.length; i++) {
                expected.get(NDArrayIndex.point(i)).assign(array.get(NDArrayIndex.point(from[i])));
            }
            assertThat(CacheRows.gather(array, from)).isEqualTo(expected);
        }
    }

    @Test
    void rowsThatKeepTheirPlaceAreNotCopied() {
        INDArray array = Nd4j.linspace(0, 23, 24, DataType.FLOAT).reshape(4, 2, 1, 3);
        assertThat(CacheRows.gather(array, new int[] {0, 1, 2, 3})).isSameAs(array);
        assertThat(CacheRows.gather(array, new int[] {0, 1}).data().address())
                .isEqualTo(array.data().address());
    }
}
