package io.github.trocr4j.report;

import io.github.trocr4j.json.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The README.md of an exported model, as the HuggingFace Hub shows it: front matter in YAML
 * (huggingface.co/docs/hub/model-cards), then a description of the model, how to load it, its figures, and its training
 * data.
 */
public final class ModelCard {
    private static final int MAX_CHARACTERS = 1000;

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
        run.filter(figures -> RunContents.Figures.isOfLines(figures.evaluation()))
                .ifPresent(figures -> lineResults(facts, figures));
        line("---");
        line("");
    }

    private void results(Facts facts, JsonValue figures, String digits) {
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

    private void lineResults(Facts facts, RunContents.Figures run) {
        JsonValue figures = run.evaluation();
        line("metrics: [exact_match, cer, wer]");
        line("model-index:");
        line("- name: %s", quoted(facts.name()));
        line("  results:");
        line("  - task: {type: image-to-text, name: reading lines of text}");
        line("    dataset: {type: other, name: %s}", quoted(data(run)));
        line("    metrics:");
        line("    - {type: exact_match, name: exact lines, value: %s}", number(figures, "exact_lines"));
        line("    - {type: cer, name: character error rate, value: %s}", number(figures, "cer"));
        line("    - {type: wer, name: word error rate, value: %s}", number(figures, "wer"));
    }

    private void model(Facts facts) {
        line("# %s", facts.name());
        line("");
        line(
                "%s. TrOCR architecture (%s encoder, transformer decoder), %,d parameters, input %s, weights %s.",
                reads(facts), facts.encoder(), facts.parameters(), facts.imageSize(), facts.dtype());
        line("");
        line("```python");
        line(
                "from transformers import AutoImageProcessor, %sVisionEncoderDecoderModel",
                facts.characters().isPresent() ? "AutoTokenizer, " : "");
        line("processor = AutoImageProcessor.from_pretrained(folder)");
        if (facts.characters().isPresent()) {
            line("tokenizer = AutoTokenizer.from_pretrained(folder)");
        }
        line("model = VisionEncoderDecoderModel.from_pretrained(folder).eval()");
        line("ids = model.generate(processor(image.convert(\"RGB\"), return_tensors=\"pt\").pixel_values)");
        if (facts.digits()) {
            line("print(\"\".join(str(i) for i in ids[0, 1:].tolist()))");
        } else if (facts.characters().isPresent()) {
            line("print(tokenizer.decode(ids[0], skip_special_tokens=True))");
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
        } else if (facts.characters().isPresent()) {
            characters(facts.characters().get());
        } else {
            line("Its licence is that of the checkpoint it comes from.");
        }
    }

    private static String reads(Facts facts) {
        if (facts.digits()) {
            return "Reads strips of five handwritten digits, white ink on black";
        }
        return facts.characters()
                .map(characters -> String.format(
                        Locale.ROOT,
                        "Reads lines of text of at most %,d characters, from an alphabet of %,d",
                        characters.maxLength(),
                        characters.count()))
                .orElse("Reads text");
    }

    private void characters(Characters characters) {
        line("");
        line("With trocr4j, on the command line and in Java (`LineReader`):");
        line("");
        line("```");
        line("java -jar trocr4j.jar predict --model FOLDER line.png");
        line("```");
        line("");
        line("```java");
        line("try (LineReader reader = LineReader.load(Path.of(\"FOLDER\"))) {");
        line("    System.out.println(reader.read(Path.of(\"line.png\")).get(0).text());");
        line("}");
        line("```");
        line("");
        line("If training started from another checkpoint, its licence applies.");
        line("");
        line("## Alphabet");
        line("");
        line(
                "%,d characters, in the order of their token ids, which start at 4%s:",
                characters.count(), characters.alphabet().contains(" ") ? "; \u2423 is a space" : "");
        line("");
        line("```text");
        text.append(VisibleText.shortened(VisibleText.of(characters.alphabet()), MAX_CHARACTERS)
                        .replace(' ', MarkedText.OPEN_BOX))
                .append('\n');
        line("```");
    }

    private void run(Facts facts, RunContents.Figures run) {
        JsonValue figures = run.evaluation();
        if (figures.has("exact_strips")) {
            line("");
            line("## Figures");
            line("");
            line(
                    "On %s strips that it has not seen; digits: %s.",
                    figures.path("strips").asText(), digits(run));
            measured(facts, run);
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
        if (RunContents.Figures.isOfLines(figures)) {
            lineFigures(facts, run);
        } else if (run.provenance().isObject()) {
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

    private void measured(Facts facts, RunContents.Figures run) {
        if (run.measuredBest()) {
            line("Measured with the best model of the run; this is a different model of that run.");
        }
        if (!facts.dtype().equals("f32")) {
            line("Measured with weights in f32, before they were rounded.");
        }
    }

    private void lineFigures(Facts facts, RunContents.Figures run) {
        JsonValue figures = run.evaluation();
        line("");
        line("## Figures");
        line("");
        line(
                "On %s lines that it has not seen; data: %s.",
                figures.path("lines").asText(), data(run));
        measured(facts, run);
        line("");
        line("| figure | value | 95 % interval |");
        line("|---|---|---|");
        figure("exact lines", "exact_lines", figures);
        figure("character error rate (CER)", "cer", figures);
        figure("word error rate (WER)", "wer", figures);
        figure("mean confidence of a line", "mean_confidence", figures);
        figure("expected calibration error", "expected_calibration_error", figures);
        line("");
        line("## Data");
        line("");
        line("Lines: %s. SHA-256:", data(run));
        line("");
        each(run.provenance().path("sha256"), "");
        run.provenance().members().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("_sha256"))
                .forEach(entry ->
                        line("- %s: `%s`", entry.getKey(), entry.getValue().asText()));
    }

    private void figure(String name, String key, JsonValue figures) {
        JsonValue interval = figures.path(key + "_95");
        line(
                "| %s | %s | %s |",
                name,
                number(figures, key),
                interval.isArray() ? number(interval, 0) + " to " + number(interval, 1) : "");
    }

    private void each(JsonValue object, String prefix) {
        for (Map.Entry<String, JsonValue> entry : object.members().entrySet()) {
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

    /** Returns the name of the data with lines, without the folder that they are in. */
    private static String data(RunContents.Figures run) {
        String data = run.evaluation()
                .path("data")
                .asText(run.provenance().path("lines").asText("unknown"));
        String name = data.replaceFirst("^lines of ", "")
                .replaceFirst("[/\\\\]+$", "")
                .replaceFirst(".*[/\\\\]", "");
        return VisibleText.of(name).replace("|", "\\|");
    }

    private static String number(JsonValue object, String key) {
        return number(object.path(key));
    }

    private static String number(JsonValue array, int index) {
        return number(array.path(index));
    }

    private static String number(JsonValue value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.doubleValue()) : "unknown";
    }

    /** Quotes a YAML string; any JSON string is one. */
    private static String quoted(String text) {
        return JsonValue.of(text).toString();
    }

    private void line(String format, Object... args) {
        text.append(args.length == 0 ? format : String.format(Locale.ROOT, format, args))
                .append('\n');
    }

    /**
     * The properties of the model that the card states.
     *
     * @param name the name of the model
     * @param encoder the kind of its encoder: ViT or DeiT
     * @param parameters the number of parameters
     * @param imageSize the input size, height x width in pixels
     * @param digits whether it reads digits rather than text
     * @param characters the alphabet, if it reads characters
     * @param dtype the dtype of the weights, such as "f32"
     */
    public record Facts(
            String name,
            String encoder,
            long parameters,
            String imageSize,
            boolean digits,
            Optional<Characters> characters,
            String dtype) {}

    /**
     * What a model reads whose tokens are characters.
     *
     * @param alphabet the characters in the order of their ids
     * @param maxLength the most characters of a line
     */
    public record Characters(String alphabet, int maxLength) {
        private int count() {
            return alphabet.codePointCount(0, alphabet.length());
        }
    }
}
