package io.github.trocr4j.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors by name out of what torch.save was given: a dict of nothing but tensors, or a training checkpoint that holds
 * such a dict under one of the customary keys, beside things that do not matter here.
 */
final class StateDict {
    private static final List<String> CUSTOMARY = List.of("state_dict", "model");

    private StateDict() {}

    static Map<String, TorchView> of(Path file, Object root) throws CheckpointException {
        if (!(root instanceof PickleContainer dict) || !dict.isDict()) {
            throw new CheckpointException(
                    file,
                    "should hold a dict of tensors, but holds a " + PickleContainer.described(root)
                            + "; save the model's state_dict()");
        }
        PickleContainer found = null;
        for (String key : CUSTOMARY) {
            if (dict.entries().get(key) instanceof PickleContainer inner && inner.isDict()) {
                if (found != null) {
                    throw new CheckpointException(
                            file,
                            "has dicts under both of the keys " + CUSTOMARY + "; save only the one that is meant");
                }
                found = inner;
            }
        }
        boolean mixed = dict.entries().values().stream().anyMatch(value -> value instanceof TorchView);
        return tensors(file, found == null || mixed ? dict : found);
    }

    private static Map<String, TorchView> tensors(Path file, PickleContainer dict) throws CheckpointException {
        Map<String, TorchView> tensors = new LinkedHashMap<>();
        for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (!(entry.getKey() instanceof String) || !(entry.getValue() instanceof TorchView view)) {
                throw new CheckpointException(
                        file,
                        name,
                        "should be a tensor under a name, but is a " + PickleContainer.described(entry.getValue())
                                + " under a " + PickleContainer.described(entry.getKey())
                                + "; save nothing but the model's state_dict()");
            }
            tensors.put(name, view);
        }
        return tensors;
    }
}
