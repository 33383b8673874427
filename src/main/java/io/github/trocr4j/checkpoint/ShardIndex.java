package io.github.trocr4j.checkpoint;

import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonReader;
import io.github.trocr4j.json.JsonReader.Limits;
import io.github.trocr4j.json.JsonReader.Token;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the index of a checkpoint in several files: {@code weight_map} maps each tensor to its file
 * (huggingface/transformers, {@code src/transformers/utils/hub.py}, {@code get_checkpoint_shard_files}).
 */
final class ShardIndex {
    /** Longest index accepted, in bytes. */
    static final int MAX_BYTES = 10_000_000;

    private static final int MAX_TENSORS = 100_000;
    private static final int MAX_SHARDS = 1_000;
    private static final int MAX_NAME = 255;
    private static final String WEIGHT_MAP = "weight_map";

    private static final Limits LIMITS = new Limits(16, 1_000_000, 50_000, 100_000);

    private final Path file;
    private final JsonReader json;
    private final Map<String, String> weightMap = new LinkedHashMap<>();
    private final Map<String, String> shards = new LinkedHashMap<>();

    private ShardIndex(Path file, JsonReader json) {
        this.file = file;
        this.json = json;
    }

    /** Reads the names of shards, which are plain file names, by names of tensors, in the index's order. */
    static Map<String, String> read(Path file) throws CheckpointException {
        CheckpointFiles.requireRegular(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CheckpointException(
                        file,
                        "should be an index of at most " + MAX_BYTES + " bytes, but has " + Files.size(file)
                                + "; check the path");
            }
            Reader text = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
            ShardIndex index = new ShardIndex(file, new JsonReader(text, LIMITS));
            index.root();
            return index.weightMap;
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, null, "is an index that is not UTF-8; fetch the file again", e);
        } catch (JsonException e) {
            throw new CheckpointException(
                    file,
                    null,
                    "is an index that is not acceptable JSON, " + CheckpointException.shown(e.getMessage())
                            + "; fetch the file again",
                    e);
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw DataRegion.unreadable(file, e);
        }
    }

    private void root() throws IOException {
        if (json.next() != Token.OBJECT) {
            throw damaged(null, "should be an index, a JSON object, but is not");
        }
        boolean found = false;
        while (json.next() != Token.END_OBJECT) {
            String key = json.name();
            json.next();
            if (key.equals(WEIGHT_MAP)) {
                found = true;
                weightMap();
            } else {
                json.skip();
            }
        }
        json.next(); // the end
        if (!found || weightMap.isEmpty()) {
            throw damaged(
                    null,
                    "should have a " + WEIGHT_MAP + " with tensors, but has " + (found ? "an empty one" : "none"));
        }
    }

    private void weightMap() throws IOException {
        if (json.token() != Token.OBJECT) {
            throw damaged(null, "should have an object for its " + WEIGHT_MAP + ", but has something else");
        }
        while (json.next() != Token.END_OBJECT) {
            String tensor = json.name();
            if (tensor.indexOf('\0') >= 0) {
                throw damaged(tensor, "has a NUL character in its name");
            }
            if (json.next() != Token.TEXT) {
                throw damaged(tensor, "should be mapped to the name of a file, but is mapped to something else");
            }
            String shard = json.text();
            if (!isPlainName(shard)) {
                throw damaged(
                        tensor,
                        "should be mapped to the plain name of a file beside the index, but is to "
                                + CheckpointException.shown(shard));
            }
            weightMap.put(tensor, shards.computeIfAbsent(shard, name -> name));
            if (weightMap.size() > MAX_TENSORS || shards.size() > MAX_SHARDS) {
                throw damaged(tensor, "is beyond the " + MAX_TENSORS + " tensors or " + MAX_SHARDS + " files allowed");
            }
        }
    }

    /** Returns whether a name can only be a file in the index's own folder, on any system. */
    private static boolean isPlainName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && !name.startsWith(".")
                && !name.endsWith(".")
                && !name.endsWith(" ")
                && name.chars()
                        .noneMatch(
                                c -> c == '/' || c == '\\' || c == ':' || c < ' ' || Character.isSurrogate((char) c));
    }

    private CheckpointException damaged(String tensor, String what) {
        return new CheckpointException(file, tensor, what + "; fetch the index again");
    }
}
