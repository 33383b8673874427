package io.github.trocr4j.hub;

import io.github.trocr4j.http.Http;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Downloads models from the HuggingFace Hub: {@code config.json}, {@code preprocessor_config.json}, where present
 * {@code generation_config.json} and {@code sentencepiece.bpe.model}, and the weights, from safetensors if there are,
 * otherwise from {@code pytorch_model.bin}, in one file or in several with an index.
 *
 * <p>A file appears under its name only when its hash is the one that the Hub tells. What was interrupted goes on where
 * it stopped, and what is there already with the right hash is kept. Several downloads may run at once, but not into
 * one directory.
 */
public final class HubDownload {
    private final HubSettings settings;
    private final Retries retries;
    private final UnaryOperator<WritableByteChannel> disk;
    private final Http http;

    public HubDownload(HubSettings settings) {
        this(settings, time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()), UnaryOperator.identity());
    }

    /**
     * @param waiting how to wait between attempts
     * @param disk what all writing of files passes through
     */
    HubDownload(HubSettings settings, Retries.Waiting waiting, UnaryOperator<WritableByteChannel> disk) {
        this.settings = settings;
        this.retries = new Retries(waiting);
        this.disk = disk;
        this.http = new Http(settings.connectLimit(), settings.stallLimit(), settings.token());
    }

    /**
     * Brings a model into the directory, which is created if need be, and returns the directory.
     *
     * @throws HubException if the model cannot be fetched; {@link HubException#reason} says why
     * @throws IOException if the directory cannot be made or the thread is interrupted, which stays interrupted
     */
    public Path fetch(HubName name, Path directory) throws IOException {
        return snapshot(name, directory).directory();
    }

    /** Does what {@link #fetch} does, and tells what is there now. */
    public HubSnapshot snapshot(HubName name, Path directory) throws IOException {
        Files.createDirectories(directory);
        try {
            return DirectoryLock.holding(directory, () -> {
                HubRepository repository = new HubRepository(name, settings, http);
                FileTransfer transfer = new FileTransfer(repository, retries, settings.progress(), disk);
                return new SnapshotFetch(name, repository, transfer, directory).run();
            });
        } catch (ClosedByInterruptException e) {
            throw Http.interrupted(e);
        }
    }
}
