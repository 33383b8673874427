package io.github.trocr4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArenaTest {
    private final List<Step> steps = new ArrayList<>();

    /** A step that only declares its memory. */
    private record Touch(List<Memory> reads, List<Memory> writes, boolean inPlace) implements Step {
        @Override
        public void run(Team team) {}

        @Override
        public boolean worksInPlace(Memory read, Memory written) {
            return inPlace;
        }
    }

    private Memory step(int length, boolean inPlace, Memory... reads) {
        Memory written = Memory.planned(length);
        steps.add(new Touch(List.of(reads), List.of(written), inPlace));
        return written;
    }

    @Test
    void disjointLiveRangesShareABuffer() {
        Memory a = step(100, false);
        Memory b = step(100, false, a);
        Memory c = step(80, false, b);
        try (Arena arena = new Arena(steps, Set.of(c))) {
            assertThat(c.address()).isEqualTo(a.address());
            assertThat(b.address()).isNotEqualTo(a.address());
            assertThat(arena.bytes()).isEqualTo(800);
        }
    }

    @Test
    void memoryThatIsReadLaterIsNotReused() {
        Memory a = step(100, false);
        Memory b = step(100, false, a);
        Memory c = step(100, false, b);
        Memory d = step(100, false, a, c);
        try (Arena arena = new Arena(steps, Set.of(d))) {
            assertThat(Set.of(a.address(), c.address())).hasSize(2);
            assertThat(arena.bytes()).isEqualTo(1200);
        }
    }

    @Test
    void outputsAreNeverOverwritten() {
        Memory output = step(100, false);
        Memory b = step(100, true, output);
        Memory c = step(100, false, b);
        try (Arena arena = new Arena(steps, Set.of(output, c))) {
            assertThat(Set.of(output.address(), b.address(), c.address())).hasSize(3);
            assertThat(arena.bytes()).isEqualTo(1200);
        }
    }

    @Test
    void stepsRunInPlaceIfTheyCan() {
        Memory a = step(100, false);
        Memory b = step(100, true, a);
        Memory other = step(100, true, a, b);
        try (Arena arena = new Arena(steps, Set.of(other))) {
            assertThat(b.address()).isNotEqualTo(a.address()); // a is read again
            assertThat(other.address()).isEqualTo(a.address());
            assertThat(arena.bytes()).isEqualTo(800);
        }
    }

    @Test
    void externalMemoryIsNotPlanned() {
        Memory weight = Memory.external(1000);
        Memory a = step(10, true, weight);
        try (Arena arena = new Arena(steps, Set.of(a))) {
            assertThat(arena.bytes()).isEqualTo(40);
        }
    }
}
