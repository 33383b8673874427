package io.github.trocr4j.serve;

import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A reader that signals when it is called, and blocks until released. */
final class Held implements Function<List<Picture>, List<Reading>> {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    @Override
    public List<Reading> apply(List<Picture> pictures) {
        entered.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Served.read(pictures);
    }
}
