package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.FakeHub.refusal;
import static io.github.trocr4j.hub.HubException.Reason.CONTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardNamesTest {
    @TempDir
    Path folder;

    @Test
    void eachFileIsNamedOnce() throws IOException {
        Path index = index("{'metadata': {'total_size': 12, 'weight_map': {}},"
                + " 'weight_map': {'a': 'm-2.bin', 'b': 'm-1.bin', 'c': 'm-2.bin'}, 'more': [[]]}");
        assertThat(ShardNames.shards(index, ".bin")).containsExactly("m-1.bin", "m-2.bin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "<html>",
                "{",
                "{}",
                "{} {}",
                "{'weight_map': {}}",
                "{'weight_map': []}",
                "{'weight_map': {'a': 1}}",
                "{'weight_map': {'a': null}}",
                "{'weight_map': {'a': ''}}",
                "{'weight_map': {'a': '.bin'}}",
                "{'weight_map': {'a': '../a.bin'}}",
                "{'weight_map': {'a': 'b/a.bin'}}",
                "{'weight_map': {'a': 'b\\\\a.bin'}}",
                "{'weight_map': {'a': '/a.bin'}}",
                "{'weight_map': {'a': 'C:a.bin'}}",
                "{'weight_map': {'a': 'a..bin'}}",
                "{'weight_map': {'a': '-a.bin'}}",
                "{'weight_map': {'a': 'a b.bin'}}",
                "{'weight_map': {'a': 'a%2Fb.bin'}}",
                "{'weight_map': {'a': 'a\\u0000.bin'}}",
                "{'weight_map': {'a': 'a.safetensors'}}",
                "{'weight_map': {'a': 'config.json'}}",
                "{'weight_map': {'a': 'a.bin', 'b': 'A.bin'}}",
                "{'weight_map': {'a': 'a.bin', 'a': 'b.bin'}}",
                "{'weight_map': {'a': 'a.bin'}} 1"
            })
    void anIndexThatCannotBeTrustedIsRefused(String json) throws IOException {
        Path index = index(json);
        assertThatThrownBy(() -> ShardNames.shards(index, ".bin"))
                .is(refusal(CONTENT))
                .hasMessageStartingWith(index + " cannot be used as an index of weights: ");
    }

    @Test
    void moreFilesThanAnyModelHasAreRefused() throws IOException {
        String map = IntStream.rangeClosed(0, 100)
                .mapToObj(i -> "'t" + i + "': 'm" + i + ".bin'")
                .collect(Collectors.joining(", "));
        Path index = index("{'weight_map': {" + map + "}}");
        assertThatThrownBy(() -> ShardNames.shards(index, ".bin"))
                .is(refusal(CONTENT))
                .hasMessageContaining("it names more than 100 files");
    }

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve("index.json"), json.replace('\'', '"'));
    }
}
