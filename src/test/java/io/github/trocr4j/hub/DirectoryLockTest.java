package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.FakeHub.refusal;
import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.http.Http;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path folder;

    /** Another process: takes the lock, writes one byte, and holds the lock until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] directory) throws IOException {
            HubDownload.whileLocked(Path.of(directory[0]), () -> {
                System.out.write('x');
                System.out.flush();
                return System.in.read();
            });
        }
    }

    @Test
    void anotherProcessHoldsItUntilItEnds() throws Exception {
        String classes = classesOf(HubDownload.class) + File.pathSeparator + classesOf(Holder.class);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process holder = new ProcessBuilder(java, "-cp", classes, Holder.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('x');
            assertThatThrownBy(() -> HubDownload.whileLocked(folder, () -> "taken"))
                    .is(refusal(DIRECTORY))
                    .hasMessageStartingWith(folder + " is in use");
            holder.getOutputStream().close();
            assertThat(holder.waitFor()).isZero();
            assertThat(HubDownload.whileLocked(folder, () -> "taken")).isEqualTo("taken");
        } finally {
            holder.destroy();
        }
    }

    @Test
    void anotherThreadHoldsItUntilItEnds() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<String> other = thread.submit(() -> HubDownload.whileLocked(folder, () -> {
                taken.countDown();
                await(end);
                return "done";
            }));
            taken.await();
            assertThatThrownBy(() -> HubDownload.whileLocked(folder, () -> "taken"))
                    .is(refusal(DIRECTORY));
            end.countDown();
            assertThat(other.get()).isEqualTo("done");
            assertThat(HubDownload.whileLocked(folder, () -> "taken")).isEqualTo("taken");
        } finally {
            end.countDown();
            thread.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw Http.interrupted(e);
        }
    }

    private static Path classesOf(Class<?> type) throws URISyntaxException {
        URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(place);
    }
}
