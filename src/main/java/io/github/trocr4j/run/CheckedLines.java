package io.github.trocr4j.run;

import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.data.lines.RefusedLines.Reason;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;

/**
 * Lines whose pictures have all been decoded once: those that cannot be are refused, so that none fails later.
 *
 * @param lines the lines
 * @param pictures what was found, by file
 */
public record CheckedLines(LineData lines, Map<Path, Checked> pictures) {
    private static final String PICTURE = "the picture";

    /**
     * What was found in a file.
     *
     * @param sha256 of its bytes; empty if it cannot be read
     * @param width in pixels; 0 if it cannot be decoded
     * @param height in pixels; 0 if it cannot be decoded
     * @param problem why it cannot be decoded
     */
    public record Checked(String sha256, int width, int height, Optional<String> problem) {}

    /**
     * Decodes all pictures, on all processors.
     *
     * @param checked called for each picture, with 1, from several threads
     */
    static CheckedLines of(LineData lines, IntConsumer checked) {
        List<Path> files =
                lines.all().stream().map(LabelledLine::file).distinct().toList();
        Map<Path, Checked> found = new ConcurrentHashMap<>();
        ForkJoinPool pool = new ForkJoinPool(Runtime.getRuntime().availableProcessors());
        try {
            pool.submit(() -> files.parallelStream().forEach(file -> {
                        found.put(file, check(file));
                        checked.accept(1);
                    }))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while pictures were checked.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdown();
        }
        LineData good =
                lines.without(Reason.UNREADABLE, line -> found.get(line.file()).problem());
        return new CheckedLines(good, new LinkedHashMap<>(found));
    }

    private static Checked check(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(PictureFile.MAX_BYTES + 1);
        } catch (IOException e) {
            return new Checked("", 0, 0, Optional.of("the picture cannot be read"));
        }
        String hash = Sha256.of(bytes);
        try {
            Picture picture = PictureFile.read(PICTURE, new ByteArrayInputStream(bytes));
            return new Checked(hash, picture.width(), picture.height(), Optional.empty());
        } catch (IOException e) {
            String clause = e.getMessage().replaceFirst("^" + PICTURE + ": ", PICTURE + " ");
            return new Checked(hash, 0, 0, Optional.of(clause.replaceFirst("\\.$", "")));
        }
    }

    /** Returns a copy with other lines of the same pictures. */
    CheckedLines with(LineData others) {
        return new CheckedLines(others, pictures);
    }

    /** Returns the hash of names, texts and pictures of some lines, in their order. */
    String sha256(List<LabelledLine> some) {
        MessageDigest hash = Sha256.digest();
        for (LabelledLine line : some) {
            String text = lines.name(line) + "\n" + line.text() + "\n"
                    + pictures.get(line.file()).sha256() + "\n";
            hash.update(text.getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.hex(hash);
    }
}
