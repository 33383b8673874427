package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.NativeFloats;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A damaged checkpoint is not resumed from; the one before it is. */
class CheckpointFolderTest {
    private static final int VALUES = 3_000;
    private static final TrainingState.RunIdentity IDENTITY = new TrainingState.RunIdentity(
            new Preset(
                    "small",
                    "",
                    SmallModels.digits().config(),
                    SmallTraining.of(9, 4, 1).build()),
            "abc",
            2,
            GraphEngine.PLANNED);

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        TrainingState.Progress progress = new TrainingState.Progress(3, 1.25, 0.1 + 0.2, 2, 1);
        CheckpointFolder folder = new CheckpointFolder(directory);
        folder.write(new TrainingState(progress, state(3).tensors()), IDENTITY);
        TrainingCheckpoint found = folder.newest().checkpoint().orElseThrow();
        assertThat(found.progress()).isEqualTo(progress);
        assertThat(found.identity()).isEqualTo(IDENTITY);
    }

    @Test
    void theNewestTwoAreKept() throws IOException {
        write(directory, 1, 2, 3);
        assertThat(names(directory)).containsExactly("step-0000000002", "step-0000000003");
        assertThat(newest(directory)).isEqualTo(3);
    }

    @Test
    void anEmptyFolderHasNone() throws IOException {
        assertThat(new CheckpointFolder(directory.resolve("missing")).newest().checkpoint())
                .isEmpty();
        Files.createDirectories(directory.resolve(".unfinished"));
        assertThat(new CheckpointFolder(directory).newest().checkpoint()).isEmpty();
    }

    @Test
    void unfinishedCheckpointsAreIgnoredAndRemoved() throws IOException {
        write(directory, 1);
        Files.move(directory.resolve("step-0000000001"), directory.resolve(".unfinished"));
        write(directory, 2);
        assertThat(names(directory)).containsExactly("step-0000000002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"training.safetensors", "state.json", "SHA256SUMS"})
    void aTruncatedFileIsNotResumedFrom(String file) throws IOException {
        write(directory, 1, 2);
        Path damaged = directory.resolve("step-0000000002").resolve(file);
        byte[] whole = Files.readAllBytes(damaged);
        for (int percent = 0; percent < 100; percent++) {
            Files.write(damaged, Arrays.copyOf(whole, whole.length * percent / 100));
            assertThat(newest(directory)).as("%s cut at %d %%", file, percent).isEqualTo(1);
        }
        Files.delete(damaged);
        assertThat(newest(directory)).isEqualTo(1);
        Files.write(damaged, whole);
        assertThat(newest(directory)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"training.safetensors", "state.json", "SHA256SUMS"})
    void aFlippedBitInAnyKilobyteIsSeen(String file) throws IOException {
        write(directory, 1, 2);
        Path damaged = directory.resolve("step-0000000002").resolve(file);
        byte[] whole = Files.readAllBytes(damaged);
        int stride = Math.min(1024, Math.max(1, whole.length / 64));
        for (int at = 0; at < whole.length; at += stride) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << (at / stride % 8));
            Files.write(damaged, bytes);
            assertThat(newest(directory)).as("%s, byte %d", file, at).isEqualTo(1);
        }
    }

    @Test
    void aDamagedOneIsNamedAndTheNextWriteTakesItsPlace() throws IOException {
        write(directory, 1, 2);
        Files.writeString(directory.resolve("step-0000000002/SHA256SUMS"), "nothing");
        CheckpointFolder folder = new CheckpointFolder(directory);
        assertThat(folder.newest().damaged())
                .singleElement()
                .asString()
                .contains("step-0000000002 is damaged: its files are not those of its SHA256SUMS");
        folder.write(state(2), IDENTITY);
        assertThat(newest(directory)).isEqualTo(2);
        assertThat(names(directory)).containsExactly("step-0000000001", "step-0000000002");
    }

    @Test
    void aFullDiskAtAnyBlockLeavesTheOneBefore() throws IOException {
        int block = 512;
        long used;
        try (FileSystem roomy = disk(1 << 22, block)) {
            write(roomy.getPath("/run"), 1);
            used = used(roomy.getPath("/run"), block);
        }
        int failures = 0;
        long size = used;
        while (true) {
            try (FileSystem full = disk(size, block)) {
                Path root = full.getPath("/run");
                write(root, 1);
                CheckpointFolder folder = new CheckpointFolder(root);
                try {
                    folder.write(state(2), IDENTITY);
                } catch (IOException e) {
                    failures++;
                    assertThat(newest(root)).as("disk of %d bytes", size).isEqualTo(1);
                    assertThat(names(root)).containsExactly("step-0000000001");
                    size += block;
                    continue;
                }
                assertThat(newest(root)).isEqualTo(2);
                break;
            }
        }
        // each block of the second checkpoint, except those that the last one needs
        assertThat(failures).isGreaterThan((int) (used / block) - 4);
    }

    @Test
    void aCheckpointOfAnotherVersionIsRefusedByName() throws IOException {
        write(directory, 1);
        Path folder = directory.resolve("step-0000000001");
        Path state = folder.resolve("state.json");
        String old = Sha256.of(state);
        Files.writeString(state, Files.readString(state).replace("training state 1", "training state 7"));
        Path sums = folder.resolve("SHA256SUMS");
        Files.writeString(sums, Files.readString(sums).replace(old, Sha256.of(state)));
        assertThat(new CheckpointFolder(directory).newest().damaged())
                .singleElement()
                .asString()
                .contains("state.json: format: expected \"trocr4j training state 1\"", "training state 7");
    }

    @Test
    void tensorsOfAnotherTrainingAreRefused() throws IOException {
        write(directory, 1);
        TrainingCheckpoint other =
                new CheckpointFolder(directory).newest().checkpoint().orElseThrow();
        var model = SmallModels.digits();
        Trainer trainer =
                new Trainer(SmallTraining.of(1, 1, 1).build(), model.weights(), model.processor(), GraphEngine.PLAIN);
        assertThatThrownBy(() -> other.restore(trainer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensors of this training, but has 2");
    }

    private static void write(Path root, long... steps) throws IOException {
        for (long step : steps) {
            new CheckpointFolder(root).write(state(step), IDENTITY);
        }
    }

    private static long newest(Path root) throws IOException {
        return new CheckpointFolder(root)
                .newest()
                .checkpoint()
                .orElseThrow()
                .progress()
                .step();
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static TrainingState state(long step) {
        float[] values = new float[VALUES];
        for (int i = 0; i < VALUES; i++) {
            values[i] = step + i / 7f;
        }
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        tensors.put("weights.a", NativeFloats.array(values, new long[] {VALUES}));
        tensors.put("adam_m.a", NativeFloats.array(values, new long[] {VALUES / 2, 2}));
        return new TrainingState(new TrainingState.Progress(step, 0.5, -1, 0, 0), tensors);
    }

    private static FileSystem disk(long bytes, int block) {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(block)
                .setMaxSize(bytes)
                .setMaxCacheSize(0)
                .build());
    }

    private static long used(Path root, int block) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            long blocks = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                blocks += (Files.size(file) + block - 1) / block;
            }
            return blocks * block;
        }
    }
}
