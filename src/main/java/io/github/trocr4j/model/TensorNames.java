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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which a checkpoint has a model's tensors. They are the model's keys, or those of the modules of
 * transformers 5, or have more parts: those that wrappers of modules insert, such as {@code module.} (DataParallel) and
 * {@code _orig_mod.} (torch.compile), and any in front, such as {@code model.} for the attribute of a Lightning module.
 * Each tensor must be there once only.
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

    private static final Pattern ENCODER_LAYER = Pattern.compile("encoder\\.encoder\\.layer\\.(\\d+)\\.(.+)\\.(\\w+)");

    /**
     * The modules of an encoder layer in transformers 5, by the names of earlier versions. Files that
     * {@code save_pretrained} writes have the earlier names; {@code model.state_dict()} does not.
     */
    private static final Map<String, String> LAYER_MODULES = Map.of(
            "attention.attention.query", "attention.q_proj",
            "attention.attention.key", "attention.k_proj",
            "attention.attention.value", "attention.v_proj",
            "attention.output.dense", "attention.o_proj",
            "intermediate.dense", "mlp.fc1",
            "output.dense", "mlp.fc2",
            "layernorm_before", "layernorm_before",
            "layernorm_after", "layernorm_after");

    private final Map<String, String> names = new HashMap<>();
    private final List<String> others = new ArrayList<>();
    private final Map<String, List<String>> removed = new LinkedHashMap<>();
    private final List<String> renamed = new ArrayList<>();

    private TensorNames() {}

    /**
     * Finds the tensors.
     *
     * @throws CheckpointException if two names could be the same tensor's, or the tensors are those of an adapter
     */
    static TensorNames of(Collection<String> keys, Checkpoint checkpoint) throws CheckpointException {
        TensorNames all = new TensorNames();
        Map<String, String> keysByName = new HashMap<>();
        for (String key : keys) {
            keysByName.put(key, key);
            keysByName.put(inTransformers5(key), key);
        }
        for (String name : checkpoint.names()) {
            requireNoAdapter(name, checkpoint);
            List<String> parts = keysByName.containsKey(name) ? List.of() : own(name, keysByName.keySet());
            String own = parts.isEmpty() ? name : String.join(".", parts);
            String key = keysByName.get(own);
            if (key == null) {
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
            if (!own.equals(key)) {
                all.renamed.add(name);
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
        List<String> remarks = new ArrayList<>();
        if (!renamed.isEmpty()) {
            remarks.add("read with the names of transformers 5: " + such(renamed));
        }
        removed.forEach((inserted, all) -> remarks.add("read without " + inserted + ": " + such(all)));
        return remarks;
    }

    private static String such(List<String> names) {
        return names.size() + " names, such as " + CheckpointException.shown(names.get(0));
    }

    private static String inTransformers5(String key) {
        Matcher layer = ENCODER_LAYER.matcher(key);
        return layer.matches()
                ? "encoder.layers." + layer.group(1) + "." + LAYER_MODULES.get(layer.group(2)) + "." + layer.group(3)
                : key;
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
