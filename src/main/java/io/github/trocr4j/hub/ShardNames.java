package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.CONTENT;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the file names in an index of weights: {@code {"metadata": {...}, "weight_map": {tensor: file}}}. The content
 * is untrusted and the names become paths, so only plain names with the expected ending are accepted.
 */
final class ShardNames {
    private static final int MAX_SHARDS = 100;
    private static final Pattern PLAIN = Pattern.compile("\\w[\\w-]*(\\.[\\w-]+)*");

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxTokenCount(1_000_000)
                    .build())
            .build();

    private final Path index;
    private final String ending;

    private ShardNames(Path index, String ending) {
        this.index = index;
        this.ending = ending;
    }

    /**
     * Reads the names in order, each once.
     *
     * @param ending ending that all names must have
     */
    static Set<String> shards(Path index, String ending) throws IOException {
        try (JsonParser json = JSON.createParser(index.toFile())) {
            return new ShardNames(index, ending).root(json);
        } catch (JsonProcessingException | CharConversionException e) {
            throw new ShardNames(index, ending).refused("it is not acceptable JSON");
        }
    }

    private Set<String> root(JsonParser json) throws IOException {
        Set<String> shards = new TreeSet<>();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw refused("it is not a JSON object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            if (!key.equals("weight_map")) {
                json.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                weightMap(json, shards);
            } else {
                throw refused("its weight_map is not an object");
            }
        }
        if (json.nextToken() != null) {
            throw refused("something follows its end");
        }
        if (shards.isEmpty()) {
            throw refused("it names no files");
        }
        return shards;
    }

    private void weightMap(JsonParser json, Set<String> shards) throws IOException {
        TreeMap<String, String> spellings = new TreeMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw refused("its weight_map has a value that is not a string");
            }
            String shard = json.getText();
            if (shard.length() > 100 || !PLAIN.matcher(shard).matches() || !shard.endsWith(ending)) {
                throw refused("it names a file that is not a plain name ending with " + ending);
            }
            // On file systems that ignore case, both would be the same file.
            if (!spellings
                    .computeIfAbsent(shard.toLowerCase(Locale.ROOT), lower -> shard)
                    .equals(shard)) {
                throw refused("it names two files that differ in case only");
            }
            shards.add(shard);
            if (shards.size() > MAX_SHARDS) {
                throw refused("it names more than " + MAX_SHARDS + " files");
            }
        }
    }

    private HubException refused(String why) {
        return new HubException(
                CONTENT,
                index + " cannot be used as an index of weights: " + why
                        + "; report it to the owner of the repository.");
    }
}
