package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.CONTENT;

import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonReader;
import io.github.trocr4j.json.JsonReader.Limits;
import io.github.trocr4j.json.JsonReader.Token;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
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

    private static final Limits LIMITS = new Limits(16, 1_000_000, 50_000, 100_000);

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
        try (Reader text = Files.newBufferedReader(index)) {
            return new ShardNames(index, ending).root(new JsonReader(text, LIMITS));
        } catch (JsonException | CharacterCodingException e) {
            throw new ShardNames(index, ending).refused("it is not acceptable JSON");
        }
    }

    private Set<String> root(JsonReader json) throws IOException {
        Set<String> shards = new TreeSet<>();
        if (json.next() != Token.OBJECT) {
            throw refused("it is not a JSON object");
        }
        while (json.next() != Token.END_OBJECT) {
            String key = json.name();
            Token value = json.next();
            if (!key.equals("weight_map")) {
                json.skip();
            } else if (value == Token.OBJECT) {
                weightMap(json, shards);
            } else {
                throw refused("its weight_map is not an object");
            }
        }
        json.next(); // the end
        if (shards.isEmpty()) {
            throw refused("it names no files");
        }
        return shards;
    }

    private void weightMap(JsonReader json, Set<String> shards) throws IOException {
        TreeMap<String, String> spellings = new TreeMap<>();
        while (json.next() != Token.END_OBJECT) {
            if (json.next() != Token.TEXT) {
                throw refused("its weight_map has a value that is not a string");
            }
            String shard = json.text();
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
