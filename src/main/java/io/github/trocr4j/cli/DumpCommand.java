package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ModelDump;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dump}: prints or writes what a model computes, for comparison with other implementations. */
@Command(
        name = "dump",
        aliases = "numbers",
        description = {
            "Shows what a model computes, for comparisons with other implementations: the tensor of each stage, in the"
                    + " order computed and by HuggingFace's names (--stages); the steps of the plans with which it"
                    + " reads (--plan).",
            "Input is a picture, a file of pixel values, or a picture made by a formula. Without --stages and --plan it"
                    + " writes encoder_last_hidden_state, logits, ids, and the seconds that encoding and reading took,"
                    + " to --output."
        })
final class DumpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a model, or of a run: then its best model.")
    private Path model;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PICTURE",
            description = "Input picture, of any kind that predict reads.")
    private Path picture;

    @Option(
            names = "--pixels",
            paramLabel = "FILE",
            description =
                    "Safetensors file with pixel_values [B, 3, H, W], and decoder_input_ids [B, L] as floats; where"
                            + " these are missing, the start token (at each position of a parallel model); with"
                            + " --stages also the tokens that the model reads.")
    private Path pixels;

    @Option(names = "--stages", description = "Print name, shape, mean, min, max and first values of each stage.")
    private boolean stages;

    @Option(
            names = "--plan",
            description =
                    "Print the steps of the plans: kind, operations, variables, shapes; bytes of intermediate values.")
    private boolean plan;

    @Option(names = "--json", description = "Print a JSON object a line: for each stage, for each plan.")
    private boolean json;

    @Option(names = "--plain-graph", description = "Compute the stages with ND4J's own operations, without plans.")
    private boolean plainGraph;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Safetensors file to write, in F32; with --stages, whole stages.")
    private Path output;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Tokens to read. Default: the length of the digit head, else 20.")
    private Integer maxNewTokens;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Measure this often; without --stages and --plan.")
    private int repeat;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        if (output != null) {
            OutputFolder.requireParent(output);
        }
        ModelDirectory loaded = ModelDirectory.load(ModelFolders.named(model));
        ModelDump dump = dump(loaded);
        int tokens = maxNewTokens == null ? ModelDump.defaultLength(loaded.config()) : maxNewTokens;
        if (plan) {
            print(DumpFormat.plans(dump.plans(), json));
        }
        if (stages) {
            GraphEngine engine = plainGraph ? GraphEngine.PLAIN : GraphEngine.fastestOn(Backend.here());
            Map<String, FloatTensor> computed = dump.stages(tokens, engine);
            print(DumpFormat.stages(computed, json));
            write(computed);
        } else if (!plan) {
            write(dump.results(tokens, repeat));
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        if (repeat < 1) {
            throw new ParameterException(spec.commandLine(), "--repeat: expected at least 1, found " + repeat);
        }
        if (maxNewTokens != null && maxNewTokens < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--max-new-tokens: expected at least 1, found " + maxNewTokens);
        }
        if (picture != null && pixels != null) {
            throw new ParameterException(spec.commandLine(), "expected a picture or --pixels, found both");
        }
        if (output == null && !stages && !plan) {
            throw new ParameterException(spec.commandLine(), "expected --stages, --plan or --output, found none");
        }
        if (output != null && plan && !stages) {
            throw new ParameterException(spec.commandLine(), "--output: plans are printed, not written");
        }
    }

    private ModelDump dump(ModelDirectory loaded) throws IOException {
        if (picture != null) {
            return ModelDump.ofPicture(loaded, picture);
        }
        if (pixels == null) {
            return ModelDump.ofFormula(loaded);
        }
        try (Checkpoint input = CheckpointFiles.open(pixels)) {
            return ModelDump.ofTensors(loaded, input);
        }
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private void write(Map<String, FloatTensor> tensors) throws IOException {
        if (output != null) {
            SafetensorsWriter.write(output, SafetensorsWriter.PYTORCH, tensors);
        }
    }
}
