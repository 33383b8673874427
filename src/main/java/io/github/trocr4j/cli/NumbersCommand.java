package io.github.trocr4j.cli;

import io.github.trocr4j.ModelNumbers;
import io.github.trocr4j.TrOcr;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code numbers}: what a model computes, for comparisons with other implementations. */
@Command(
        name = "numbers",
        hidden = true,
        description =
                "Writes what a model computes of given pixel values: encoder_last_hidden_state, logits, ids; and the"
                        + " seconds that encoding and reading took.")
final class NumbersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "Folder of a model, or of a run: then its best model.")
    private Path model;

    @Option(
            names = "--pixels",
            paramLabel = "FILE",
            required = true,
            description =
                    "Safetensors file with pixel_values [B, 3, H, W], and decoder_input_ids [B, L] as floats; where"
                            + " these are missing, the start token (at each position of a parallel model).")
    private Path pixels;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Safetensors file to write, in F32.")
    private Path output;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Tokens to read. Default: the length of the digit head, else 20.")
    private Integer maxNewTokens;

    @Option(names = "--repeat", paramLabel = "N", defaultValue = "1", description = "Measure this often.")
    private int repeat;

    @Override
    public Integer call() throws IOException {
        if (repeat < 1) {
            throw new ParameterException(spec.commandLine(), "--repeat: expected at least 1, found " + repeat);
        }
        OutputFolder.requireParent(output);
        try (TrOcr trOcr = TrOcr.load(ModelFolders.named(model));
                Checkpoint input = CheckpointFiles.open(pixels)) {
            int tokens = maxNewTokens == null ? ModelNumbers.usualLength(trOcr.config()) : maxNewTokens;
            SafetensorsWriter.write(output, SafetensorsWriter.PYTORCH, ModelNumbers.of(trOcr, input, tokens, repeat));
        }
        return ExitCode.OK;
    }
}
