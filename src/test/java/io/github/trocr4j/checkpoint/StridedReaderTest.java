package io.github.trocr4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The elements of a view are those that the definition of strides gives, for any slab size. */
class StridedReaderTest {
    private static final int COUNT = 200;

    @TempDir
    Path folder;

    @Test
    void readsRandomViewsInSlabsOfAnySize() throws IOException {
        byte[] storage = new byte[COUNT];
        Random random = new Random(1);
        random.nextBytes(storage);
        Path path = Files.write(folder.resolve("storage"), storage);
        try (FileChannel channel = FileChannel.open(path)) {
            int views = 0;
            while (views < 1000) {
                int axes = random.nextInt(5);
                long[] shape = random.longs(axes, 1, 7).toArray();
                long[] strides = random.longs(axes, 0, 40).toArray();
                TorchView view =
                        new TorchView(new TorchView.Storage(Dtype.U8, "0", COUNT), random.nextInt(50), shape, strides);
                if (!fits(path, view)) {
                    continue;
                }
                views++;
                int[] found = new int[(int) view.checked(path, "a").count()];
                Arrays.fill(found, Integer.MIN_VALUE);
                StridedReader.each(
                        path, channel, 0, view, 1 + random.nextInt(COUNT), (element, i) -> found[i] = element.get());
                assertThat(found).as("%s", view).isEqualTo(expected(storage, view));
            }
        }
    }

    @Test
    void readsATransposedMatrixLargerThanASlab() throws IOException {
        int size = 3000;
        byte[] storage = new byte[size * size];
        new Random(2).nextBytes(storage);
        Path path = Files.write(folder.resolve("storage"), storage);
        TorchView view = new TorchView(
                new TorchView.Storage(Dtype.U8, "0", storage.length), 0, new long[] {size, size}, new long[] {1, size});
        byte[] found = new byte[storage.length];
        try (FileChannel channel = FileChannel.open(path)) {
            StridedReader.each(
                    path, channel, 0, view, StridedReader.SLAB_BYTES, (element, i) -> found[i] = element.get());
        }
        byte[] expected = new byte[storage.length];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                expected[row * size + column] = storage[column * size + row];
            }
        }
        assertThat(Arrays.equals(found, expected)).isTrue();
    }

    private static boolean fits(Path path, TorchView view) {
        try {
            return view.checked(path, "a").count() > 0;
        } catch (CheckpointException e) {
            return false;
        }
    }

    private static int[] expected(byte[] storage, TorchView view) {
        int count = 1;
        for (long size : view.shape()) {
            count *= (int) size;
        }
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            long element = view.offset();
            int rest = i;
            for (int axis = view.shape().length - 1; axis >= 0; axis--) {
                element += rest % view.shape()[axis] * view.strides()[axis];
                rest /= (int) view.shape()[axis];
            }
            values[i] = storage[(int) element];
        }
        return values;
    }
}
