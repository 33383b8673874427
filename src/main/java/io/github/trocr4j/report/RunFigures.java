package io.github.trocr4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run says of the model that it left: a missing node for each file that it has not.
 *
 * @param evaluation evaluation.json: figures on strips that it has not seen
 * @param provenance provenance.json: the digits and their hashes
 * @param recipe config.json: model and hyper-parameters
 * @param measuredBest whether the figures are those of the run's best model, and this is another one
 */
public record RunFigures(JsonNode evaluation, JsonNode provenance, JsonNode recipe, boolean measuredBest) {
    private static final String WEIGHTS = "model.safetensors";

    /** The run that a model folder, such as {@code runs/a/best}, is part of. */
    public static Optional<Path> runOf(Path model) {
        Path run = model.toAbsolutePath().normalize().getParent();
        return run != null && Files.isRegularFile(run.resolve("provenance.json")) ? Optional.of(run) : Optional.empty();
    }

    /** Reads what the run of a model folder says; empty if it is part of none. */
    public static Optional<RunFigures> of(Path model) throws IOException {
        Optional<Path> found = runOf(model);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RunFolder run = RunFolder.open(found.get());
        Path best = run.best().resolve(WEIGHTS);
        boolean another = Files.exists(best) && Files.mismatch(best, model.resolve(WEIGHTS)) >= 0;
        return Optional.of(
                new RunFigures(json(run.evaluationJson()), json(run.provenance()), json(run.config()), another));
    }

    /** The tree in a file; a missing node where there is no file. */
    static JsonNode json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JsonMapper.builder().build().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": no valid JSON: " + e.getOriginalMessage() + ".", e);
        }
    }
}
