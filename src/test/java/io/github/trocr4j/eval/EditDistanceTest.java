package io.github.trocr4j.eval;

import static io.github.trocr4j.eval.EditDistance.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.eval.EditDistance.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EditDistanceTest {
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "intention, execution, 5", "abc, abc, 0", "abc, '', 3", "'', ab, 2", "'', '', 0"})
    void countsWhatHasToBeReplacedLeftOutOrAdded(String expected, String read, int distance) {
        assertThat(EditDistance.distance(symbols(expected), symbols(read))).isEqualTo(distance);
        assertThat(EditDistance.edits(symbols(expected), symbols(read))).hasSize(distance);
    }

    @Test
    void namesTheEditsFromLeftToRight() {
        assertThat(edits("kitten", "sitting")).containsExactly(edit('k', 's'), edit('e', 'i'), new Edit(NOTHING, 'g'));
        assertThat(edits("12.50", "1250")).containsExactly(new Edit('.', NOTHING));
    }

    @Test
    void leavesAsManySymbolsInPlaceAsPossible() {
        assertThat(edits("no 5", "no5.")).containsExactly(new Edit(' ', NOTHING), new Edit(NOTHING, '.'));
        assertThat(edits("ab", "ba")).containsExactly(new Edit(NOTHING, 'b'), new Edit('b', NOTHING));
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noAlignmentHasFewerEditsOrMoreSymbolsInPlace(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int kinds = random.nextInt(1, 4); // few: many that are equal by chance
        int[] expected = random.ints(random.nextInt(6), 0, kinds).toArray();
        int[] read = random.ints(random.nextInt(6), 0, kinds).toArray();
        List<List<Edit>> all = all(expected, 0, read, 0);
        int smallest = all.stream().mapToInt(List::size).min().orElseThrow();
        all.removeIf(edits -> edits.size() > smallest);
        long fewest = all.stream().mapToLong(EditDistanceTest::replaced).min().orElseThrow();
        all.removeIf(edits -> replaced(edits) > fewest);

        assertThat(EditDistance.distance(expected, read)).isEqualTo(smallest);
        assertThat(EditDistance.edits(expected, read)).isIn(all);
        assertThat(EditDistance.edits(expected, read, 1)).as("in halves").isIn(all);
    }

    @Test
    void alignsTextsOfThousandsOfCharacters() {
        SplittableRandom random = new SplittableRandom(1);
        int[] expected = random.ints(3000, 'a', 'z').toArray();
        int[] read = random.ints(3000, 'a', 'z').toArray();

        assertThat(EditDistance.edits(expected, read)).hasSize(EditDistance.distance(expected, read));
    }

    private static long replaced(List<Edit> edits) {
        return edits.stream()
                .filter(edit -> edit.expected() != NOTHING && edit.read() != NOTHING)
                .count();
    }

    /** Of every alignment of the rest. */
    private static List<List<Edit>> all(int[] expected, int i, int[] read, int j) {
        List<List<Edit>> all = new ArrayList<>();
        if (i == expected.length && j == read.length) {
            all.add(List.of());
        }
        if (i < expected.length && j < read.length) {
            Edit pair = new Edit(expected[i], read[j]);
            for (List<Edit> rest : all(expected, i + 1, read, j + 1)) {
                all.add(expected[i] == read[j] ? rest : before(pair, rest));
            }
        }
        if (i < expected.length) {
            Edit missing = new Edit(expected[i], NOTHING);
            all(expected, i + 1, read, j).forEach(rest -> all.add(before(missing, rest)));
        }
        if (j < read.length) {
            Edit added = new Edit(NOTHING, read[j]);
            all(expected, i, read, j + 1).forEach(rest -> all.add(before(added, rest)));
        }
        return all;
    }

    private static List<Edit> before(Edit edit, List<Edit> rest) {
        List<Edit> edits = new ArrayList<>(List.of(edit));
        edits.addAll(rest);
        return edits;
    }

    private static List<Edit> edits(String expected, String read) {
        return EditDistance.edits(symbols(expected), symbols(read));
    }

    private static Edit edit(char expected, char read) {
        return new Edit(expected, read);
    }

    private static int[] symbols(String text) {
        return text.chars().toArray();
    }
}
