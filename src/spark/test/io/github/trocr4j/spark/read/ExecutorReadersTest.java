package io.github.trocr4j.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.SmallModels;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExecutorReadersTest {
    private static final ExecutorReaders.Key FIRST = new ExecutorReaders.Key("first", 1);
    private static final ExecutorReaders.Key SECOND = new ExecutorReaders.Key("second", 1);

    @Test
    void tasksShareAReaderUntilAnotherModelIsUsed() throws IOException {
        LineReader reader;
        try (ExecutorReaders.Lease one = ExecutorReaders.lease(FIRST, ExecutorReadersTest::load);
                ExecutorReaders.Lease other = ExecutorReaders.lease(FIRST, ExecutorReadersTest::load)) {
            reader = one.reader();
            assertThat(other.reader()).isSameAs(reader);
        }
        try (ExecutorReaders.Lease later = ExecutorReaders.lease(FIRST, ExecutorReadersTest::load)) {
            assertThat(later.reader()).isSameAs(reader);
            ExecutorReaders.lease(SECOND, ExecutorReadersTest::load).close();
            assertThat(reader.length()).as("still in use").isEqualTo(5);
            assertThat(ExecutorReaders.open()).isEqualTo(2);
        }
        ExecutorReaders.lease(new ExecutorReaders.Key("third", 1), ExecutorReadersTest::load)
                .close();
        assertThat(ExecutorReaders.open()).isEqualTo(1);
    }

    @Test
    void aFailedLoadIsRetried() throws IOException {
        ExecutorReaders.Key key = new ExecutorReaders.Key("damaged", 1);
        assertThatThrownBy(() -> ExecutorReaders.lease(key, () -> {
                    throw new IOException("no model");
                }))
                .hasMessage("no model");
        try (ExecutorReaders.Lease lease = ExecutorReaders.lease(key, ExecutorReadersTest::load)) {
            assertThat(lease.reader()).isNotNull();
        }
    }

    private static LineReader load() throws IOException {
        return LineReader.of(SmallModels.digits());
    }
}
