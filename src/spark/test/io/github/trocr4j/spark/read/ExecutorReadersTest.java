package io.github.trocr4j.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.image.ClearDigits;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutorReadersTest {
    private static final ExecutorReaders.Key FIRST = new ExecutorReaders.Key("first", ReaderOptions.DEFAULT);
    private static final ExecutorReaders.Key SECOND = new ExecutorReaders.Key("second", ReaderOptions.DEFAULT);

    @Test
    void tasksShareAReaderUntilModelOrOptionsChange() throws IOException {
        LineReader reader;
        try (ExecutorReaders.Lease one = ExecutorReaders.lease(FIRST, ExecutorReadersTest::load);
                ExecutorReaders.Lease other = ExecutorReaders.lease(FIRST, ExecutorReadersTest::load)) {
            reader = one.reader();
            assertThat(other.reader()).isSameAs(reader);
        }
        try (ExecutorReaders.Lease later = ExecutorReaders.lease(FIRST, ExecutorReadersTest::load)) {
            assertThat(later.reader()).isSameAs(reader);
            ExecutorReaders.lease(SECOND, ExecutorReadersTest::load).close();
            assertThat(reader.readRows(List.of(ClearDigits.strip("40716"))))
                    .as("still in use")
                    .hasSize(1);
            assertThat(ExecutorReaders.open()).isEqualTo(2);
        }
        ExecutorReaders.lease(
                        new ExecutorReaders.Key("first", ReaderOptions.DEFAULT.withLength(5, 5)),
                        ExecutorReadersTest::load)
                .close();
        assertThat(ExecutorReaders.open()).isEqualTo(1);
    }

    @Test
    void aFailedLoadIsRetried() throws IOException {
        ExecutorReaders.Key key = new ExecutorReaders.Key("damaged", ReaderOptions.DEFAULT);
        assertThatThrownBy(() -> ExecutorReaders.lease(key, () -> {
                    throw new IOException("no model");
                }))
                .hasMessage("no model");
        try (ExecutorReaders.Lease lease = ExecutorReaders.lease(key, ExecutorReadersTest::load)) {
            assertThat(lease.reader()).isNotNull();
        }
    }

    private static LineReader load() throws IOException {
        return SmallModels.digits().reader();
    }
}
