package io.github.trocr4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The README.md of an exported model, as the HuggingFace Hub shows it: front matter in YAML
 * (huggingface.co/docs/hub/model-cards), then a description of the model, how to load it, its figures, and its training
 * data.
 */
public final class ModelCard {
    private final StringBuilder text = new StringBuilder();

    private ModelCard() {}

    /** Returns the content of the file. */
    public static String text(Facts facts, Optional<RunContents.Figures> run) {
        ModelCard card = new ModelCard();
        card.frontMatter(facts, run);
        card.model(facts);
        run.ifPresent(figures -> card.run(facts, figures));
        return card.text.toString();
    }

    private void frontMatter(Facts facts, Optional<RunContents.Figures> run) {
        line("---");
        if (facts.digits()) {
            line("license: apache-2.0");
        }
        line("library_name: transformers");
        line("pipeline_tag: image-to-text");
        line("tags: [trocr, vision-encoder-decoder, trocr4j%s]", facts.digits() ? ", digits" : "");
        if (run.filter(ModelCard::isMnist).isPresent()) {
            line("datasets: [ylecun/mnist]");
        }
        run.map(RunContents.Figures::evaluation)
                .filter(figures -> figures.has("exact_strips"))
                .ifPresent(figures -> results(facts, figures, digits(run.get())));
        line("---");
        line("");
    }

    private void results(Facts facts, JsonNode figures, String digits) {
        line("metrics: [exact_match, accuracy]");
        line("model-index:");
        line("- name: %s", quoted(facts.name()));
        line("  results:");
        line("  - task: {type: image-to-text, name: reading strips of five digits}");
        line(
                "    dataset: {type: %s, name: %s}",
                digits.startsWith("MNIST") ? "ylecun/mnist" : "other", quoted(digits));
        line("    metrics:");
        line("    - {type: exact_match, name: exact strips, value: %s}", number(figures, "exact_strips"));
        line("    - {type: accuracy, name: digit accuracy, value: %s}", number(figures, "digit_accuracy"));
    }

    private void model(Facts facts) {
        line("# %s", facts.name());
        line("");
        line(
                "%s. TrOCR architecture (DeiT encoder, transformer decoder), %,d parameters, input %s, weights %s.",
                facts.digits() ? "Reads strips of five handwritten digits, white ink on black" : "Reads text",
                facts.parameters(),
                facts.imageSize(),
                facts.dtype());
        line("");
        line("```python");
        line("from transformers import AutoImageProcessor, VisionEncoderDecoderModel");
        line("processor = AutoImageProcessor.from_pretrained(folder)");
        line("model = VisionEncoderDecoderModel.from_pretrained(folder).eval()");
        line("ids = model.generate(processor(image.convert(\"RGB\"), return_tensors=\"pt\").pixel_values)");
        if (facts.digits()) {
            line("print(\"\".join(str(i) for i in ids[0, 1:].tolist()))");
        }
        line("```");
        line("");
        line("`encoder.pooler`, which the library reports as newly initialised, is never used.");
        if (facts.digits()) {
            line("");
            line("A reading is always five tokens, 0 to 9; token 10 starts it. The model itself has no output"
                    + " for token 10:");
            line("the last row of `decoder.output_projection` is zeros and exists only because the library wants"
                    + " a row for");
            line("each token, and `suppress_tokens` in generation_config.json keeps it from being read.");
        } else {
            line("Its licence is that of the checkpoint it comes from.");
        }
    }

    private void run(Facts facts, RunContents.Figures run) {
        JsonNode figures = run.evaluation();
        if (figures.has("exact_strips")) {
            line("");
            line("## Figures");
            line("");
            line(
                    "On %s strips that it has not seen; digits: %s.",
                    figures.path("strips").asText(), digits(run));
            if (run.measuredBest()) {
                line("Measured with the best model of the run; this is a different model of that run.");
            }
            if (!facts.dtype().equals("f32")) {
                line("Measured with weights in f32, before they were rounded.");
            }
            line("");
            line("| figure | value |");
            line("|---|---|");
            line("| exact strips | %s |", number(figures, "exact_strips"));
            line(
                    "| 95 %% interval | %s to %s |",
                    number(figures.path("exact_strips_95"), 0), number(figures.path("exact_strips_95"), 1));
            line("| digit accuracy | %s |", number(figures, "digit_accuracy"));
            line("| mean confidence of a digit | %s |", number(figures, "mean_confidence"));
            line("| expected calibration error | %s |", number(figures, "expected_calibration_error"));
        }
        if (run.provenance().isObject()) {
            line("");
            line("## Data");
            line("");
            line("Digits: %s. SHA-256:", digits(run));
            line("");
            each(run.provenance().path("sha256"), "");
            line(
                    "- training digits: `%s`",
                    run.provenance().path("train_digits_sha256").asText());
            line(
                    "- test digits: `%s`",
                    run.provenance().path("test_digits_sha256").asText());
        }
        if (run.recipe().path("training").isObject()) {
            line("");
            line("## Hyper-parameters");
            line("");
            each(run.recipe().path("training"), "");
        }
    }

    private void each(JsonNode object, String prefix) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getValue().isObject()) {
                each(entry.getValue(), prefix + entry.getKey() + ".");
            } else {
                line("- %s%s: `%s`", prefix, entry.getKey(), entry.getValue().asText());
            }
        }
    }

    private static boolean isMnist(RunContents.Figures run) {
        return digits(run).startsWith("MNIST");
    }

    /** Returns the name of the digits, without their folder. */
    private static String digits(RunContents.Figures run) {
        return run.provenance().path("digits").asText("unknown").replaceFirst(" \\(.*", "");
    }

    private static String number(JsonNode object, String key) {
        return number(object.path(key));
    }

    private static String number(JsonNode array, int index) {
        return number(array.path(index));
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.doubleValue()) : "unknown";
    }

    /** Quotes a YAML string; any JSON string is one. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private void line(String format, Object... args) {
        text.append(args.length == 0 ? format : String.format(Locale.ROOT, format, args))
                .append('\n');
    }

    /**
     * The properties of the model that the card states.
     *
     * @param name the name of the model
     * @param parameters the number of parameters
     * @param imageSize the input size, height x width in pixels
     * @param digits whether it reads digits rather than text
     * @param dtype the dtype of the weights, such as "f32"
     */
    public record Facts(String name, long parameters, String imageSize, boolean digits, String dtype) {}
}
