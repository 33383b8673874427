package io.github.trocr4j.model;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names under which a checkpoint has a model's tensors. They are the model's keys, or have more parts: those that
 * wrappers of modules insert, such as {@code module.} (DataParallel) and {@code _orig_mod.} (torch.compile), and any in
 * front, such as {@code model.} for the attribute of a Lightning module. Each tensor must be there once only.
 */
final class TensorNames {
    /** Parts inserted by DataParallel, torch.compile, FSDP, activation checkpointing and Lightning Fabric. */
    private static final Set<String> INSERTED = Set.of(
            "module",
            "_orig_mod",
            "_fsdp_wrapped_module",
            "_checkpoint_wrapped_module",
            "_forward_module",
            "_original_module");

    /** Parts that show an adapter of PEFT: whole ones, and beginnings. */
    private static final Set<String> ADAPTED = Set.of("base_layer", "modules_to_save", "prompt_embeddings");

    private static final List<String> ADAPTERS =
            List.of("lora_", "ia3_", "hada_", "lokr_", "oft_", "boft_", "vera_lambda_", "adaption_");

    private final Map<String, String> names = new HashMap<>();
    private final List<String> others = new ArrayList<>();
    private final Map<String, List<String>> removed = new LinkedHashMap<>();

    private TensorNames() {}

    /**
     * Finds the tensors.
     *
     * @throws CheckpointException if two names could be the same tensor's, or the tensors are those of an adapter
     */
    static TensorNames of(Collection<String> keys, Checkpoint checkpoint) throws CheckpointException {
        TensorNames all = new TensorNames();
        for (String name : checkpoint.names()) {
            requireNoAdapter(name, checkpoint);
            List<String> parts = keys.contains(name) ? List.of() : own(name, keys);
            String key = keys.contains(name) ? name : String.join(".", parts);
            if (key.isEmpty()) {
                all.others.add(name);
                continue;
            }
            String before = all.names.putIfAbsent(key, name);
            if (before != null) {
                throw new CheckpointException(
                        checkpoint.path(),
                        name,
                        "could be " + key + " of the model, but so could " + CheckpointException.shown(before)
                                + ", and it is not clear which model is meant; save only the one that is meant",
                        null);
            }
            if (!parts.isEmpty()) {
                all.removed
                        .computeIfAbsent(inserted(name, parts), each -> new ArrayList<>())
                        .add(name);
            }
        }
        return all;
    }

    /** Returns the checkpoint's name of a tensor; the key itself if the checkpoint does not have it. */
    String name(String key) {
        return names.getOrDefault(key, key);
    }

    boolean contains(String key) {
        return names.containsKey(key);
    }

    /** Returns the names that are not the model's. */
    List<String> others() {
        return others;
    }

    /** Returns a sentence without full stop for each way in which names differ from the model's. */
    List<String> remarks() {
        return removed.entrySet().stream()
                .map(each ->
                        "read without " + each.getKey() + ": " + each.getValue().size() + " names, such as "
                                + CheckpointException.shown(each.getValue().get(0)))
                .toList();
    }

    /** Returns the last parts of a name that are a key once inserted ones are left out; empty if there are none. */
    private static List<String> own(String name, Collection<String> keys) {
        List<String> parts = Arrays.stream(name.split("\\.", -1))
                .filter(part -> !INSERTED.contains(part))
                .toList();
        for (int i = 0; i < parts.size(); i++) {
            List<String> last = parts.subList(i, parts.size());
            if (keys.contains(String.join(".", last))) {
                return last;
            }
        }
        return List.of();
    }

    /** Describes the parts of a name that are not the model's, such as {@code 'module.' and '_orig_mod.'}. */
    private static String inserted(String name, List<String> own) {
        List<String> parts = List.of(name.split("\\.", -1));
        List<String> inserted = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        int at = own.size() - 1;
        for (int i = parts.size() - 1; i >= -1; i--) {
            boolean isOwn = i >= 0 && at >= 0 && parts.get(i).equals(own.get(at));
            if (i < 0 || isOwn) {
                if (run.length() > 0) {
                    inserted.add(0, CheckpointException.shown(run.toString()));
                    run.setLength(0);
                }
                at--;
            } else {
                run.insert(0, parts.get(i) + ".");
            }
        }
        return inserted.stream().collect(Collectors.joining(" and "));
    }

    private static void requireNoAdapter(String name, Checkpoint checkpoint) throws CheckpointException {
        for (String part : name.split("\\.", -1)) {
            if (ADAPTED.contains(part) || ADAPTERS.stream().anyMatch(part::startsWith)) {
                throw new CheckpointException(
                        checkpoint.path(),
                        name,
                        "belongs to an adapter of PEFT, such as LoRA, " + CheckpointFiles.MERGE,
                        null);
            }
        }
    }
}
