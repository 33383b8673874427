package io.github.trocr4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.ImageSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {
    @ParameterizedTest
    @ValueSource(strings = {"encoder", "read", "training"})
    void workRunsAsOftenAsRequested(String work) throws IOException {
        JsonValue answer = ask("{'work':'" + work + "','height':16,'width':80,'batch':2,'repeat':3,'warmup':0}");
        assertThat(answer.get("milliseconds")).hasSize(3).allMatch(time -> time.doubleValue() > 0);
    }

    @Test
    void sizesMayDifferFromTheModels() throws IOException {
        assertThat(ask("{'work':'read','height':24,'width':160,'batch':1,'repeat':1,'warmup':1}")
                        .has("milliseconds"))
                .isTrue();
    }

    @Test
    void defaultsAreTheModelsOwn() throws IOException {
        assertThat(ask("{'work':'read'}").get("milliseconds")).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                           | expected one JSON object per line",
                "''                                 | expected one JSON object per line",
                "[1]                                | expected one JSON object per line",
                "{}                                 | work: expected a word, found ",
                "{'work':'sing'}                    | expected encoder, read, training, found sing",
                "{'work':'read','batch':0}          | batch: expected a whole number from 1 to 1024, found 0",
                "{'work':'read','batch':'8'}        | batch: expected a whole number from 1 to 1024, found \"8\"",
                "{'work':'read','repeat':1.5}       | repeat: expected a whole number from 1 to 1000000, found 1.5",
                "{'work':'encoder','height':17}     | Image size 17x80 is not a multiple of the patch size 8",
                "{'work':'read','tokens':9}         | This decoder supports 1 to 8 tokens"
            })
    void aBadRequestIsOneSentenceAndTheWorkerContinues(String request, String sentence) throws IOException {
        List<JsonValue> answers = answers(request, "{'work':'encoder','repeat':1,'warmup':0}");
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).get("error").textValue()).startsWith(sentence);
        assertThat(answers.get(1).get("milliseconds")).hasSize(1);
    }

    @Test
    void aModelThatReadsTextIsNotTrained() throws IOException {
        try (Workloads workloads = new Workloads(SmallModels.text(), GraphEngine.PLANNED);
                Worker worker = new Worker(workloads)) {
            assertThat(worker.answer("{\"work\":\"training\"}")).contains("training is for models that read digits");
            assertThat(worker.answer("{\"work\":\"read\",\"tokens\":3,\"repeat\":1}"))
                    .contains("milliseconds");
        }
    }

    @Test
    void plainJavaOnlyReads(@TempDir Path folder) throws IOException {
        try (Workloads workloads = Workloads.java(SmallModels.save(folder), 1);
                Worker worker = new Worker(workloads)) {
            assertThat(worker.answer("{\"work\":\"read\",\"repeat\":1}")).contains("milliseconds");
            assertThat(worker.answer("{\"work\":\"encoder\"}")).contains("measured by work read only");
            assertThat(worker.answer("{\"work\":\"training\"}")).contains("only reads");
        }
    }

    @Test
    void memoryIsAFigureOrUnknown() throws IOException {
        JsonValue peak = ask("{'work':'memory'}").get("peak_rss_mb");
        assertThat(peak.isNull() || peak.doubleValue() > 10).isTrue();
    }

    @Test
    void aRequestSurvivesARoundTrip() {
        Work.Case what = new Work.Case(Work.READ, new ImageSize(16, 80), 4, 3);
        WorkRequest request = new WorkRequest(what, 0, 7);
        try (Workloads workloads = new Workloads(SmallModels.digits(), GraphEngine.PLANNED)) {
            assertThat(WorkRequest.of(WorkRequest.parse(request.line()), workloads))
                    .isEqualTo(request);
        }
    }

    private static JsonValue ask(String request) throws IOException {
        return answers(request).get(0);
    }

    private static List<JsonValue> answers(String... requests) throws IOException {
        StringWriter out = new StringWriter();
        String in = String.join("\n", requests).replace('\'', '"');
        try (Workloads workloads = new Workloads(SmallModels.digits(), GraphEngine.PLANNED);
                Worker worker = new Worker(workloads)) {
            worker.serve(new BufferedReader(new StringReader(in)), new PrintWriter(out));
        }
        return out.toString().lines().map(WorkerTest::parsed).toList();
    }

    private static JsonValue parsed(String line) {
        try {
            return JsonTree.read(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
