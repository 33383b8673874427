package io.github.trocr4j.data.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.data.lines.LineData.Split;
import io.github.trocr4j.data.lines.RefusedLines.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDataTest {
    private static final Path SOURCE = Path.of("data");

    @Test
    void composesAndCountsCharacters() {
        List<LabelledLine> lines =
                List.of(line("a", "e\u0301\ud83d\ude00"), line("b", "\u00e9\u00e9"), line("c", "\u05d0b"));
        assertThat(LabelledLine.characters(lines))
                .containsExactly(
                        Map.entry((int) 'b', 1L), Map.entry(0xe9, 3L), Map.entry(0x5d0, 1L), Map.entry(0x1f600, 1L));
    }

    @Test
    void refusesCharactersOutsideAnAlphabet() {
        LineData data = data(line("a", "12"), line("b", "1\u00e9"), line("c", "e\u0301"), line("d", "1\u202e"));
        LineData within = data.within("21e\u0301");
        assertThat(within.train()).extracting(LabelledLine::text).containsExactly("12", "1\u00e9", "\u00e9");
        assertThat(within.refused().counts()).containsExactly(Map.entry(Reason.OUTSIDE_ALPHABET, 1));
        assertThat(within.refused().first()).containsExactly("d.png: \"<U+202E>\" (U+202E) is not in the alphabet");
        assertThat(data.within("12").refused().first().get(0))
                .isEqualTo("b.png: \"\u00e9\" (U+00E9) is not in the alphabet");
    }

    @Test
    void countsWhatTheCallerRefuses() {
        LineData data = data(line("a", "1"), line("b", "2"));
        LineData without = data.without(
                Reason.UNREADABLE, line -> line.text().equals("2") ? Optional.of("is empty") : Optional.empty());
        assertThat(LineFolder.described(without)).isEqualTo("train a.png=1 | bad b.png: is empty");
    }

    @Test
    void refusesTooManyBadLinesInOneSentence() throws LineDataException {
        LineData data = numbered(200)
                .without(
                        Reason.UNREADABLE,
                        line -> line.text().endsWith("99") ? Optional.of("is empty") : Optional.empty());
        assertThat(data.requireAtMost(0.01)).isSameAs(data);
        assertThatExceptionOfType(LineDataException.class)
                .isThrownBy(() -> data.requireAtMost(0.0099))
                .withMessage(
                        "data: expected at most 0.99 % bad lines, found 2 of 200 (1 %): unreadable (2); correct them"
                                + " or allow more: 99.png: is empty; 199.png: is empty.");
    }

    @Test
    void namesTwentyBadLinesAndCountsAll() {
        LineData none = numbered(200).within("x");
        assertThatExceptionOfType(LineDataException.class)
                .isThrownBy(() -> none.requireAtMost(0.5))
                .withMessageContaining("found 200 of 200 (100 %): outside the alphabet (200);")
                .withMessageContaining(" 19.png: \"1\" (U+0031) is not in the alphabet; and 180 more.");
        assertThatCode(() -> none.requireAtMost(1)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> none.requireAtMost(Double.NaN));
    }

    @Test
    void splitsByTheGivenShares() throws LineDataException {
        LineData data = numbered(10_000).split(0.1, 0.05, 1);
        assertThat(data.validation().size() / 10_000.0).isEqualTo(0.1, within(0.01));
        assertThat(data.test().size() / 10_000.0).isEqualTo(0.05, within(0.01));
        assertThat(data.all()).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(data.made()).containsExactlyInAnyOrder(Split.VALIDATION, Split.TEST);
    }

    @Test
    void movesNoLineWhenFilesAreAdded() throws LineDataException {
        List<LabelledLine> few = numbered(500).split(0.2, 0, 1).validation();
        List<LabelledLine> many = numbered(1000).split(0.2, 0, 1).validation();
        assertThat(many).containsAll(few);
        assertThat(many.stream().filter(numbered(500).train()::contains)).containsExactlyElementsOf(few);
        assertThat(numbered(500).split(0.2, 0, 2).validation()).isNotEqualTo(few);
    }

    @Test
    void splitsAlikeWhereverTheFolderIs() throws LineDataException {
        // as by Python's hashlib: int.from_bytes(sha256(seed in 8 bytes + name)[:8]) < 2**62
        assertThat(numbered(20).split(0.25, 0, 1).validation())
                .extracting(LabelledLine::text)
                .containsExactly("7", "13", "16");
        LineData elsewhere = new LineData(
                Path.of("/else/where"),
                LineData.Form.PAIRS,
                Map.of(
                        Split.TRAIN,
                        IntStream.range(0, 20)
                                .mapToObj(i -> new LabelledLine(Path.of("/else/where/" + i + ".png"), "" + i))
                                .toList()),
                new RefusedLines(Map.of(), List.of()),
                List.of(),
                Set.of(),
                List.of());
        assertThat(elsewhere.split(0.25, 0, 1).validation())
                .extracting(LabelledLine::text)
                .containsExactlyElementsOf(numbered(20).split(0.25, 0, 1).validation().stream()
                        .map(LabelledLine::text)
                        .toList());
    }

    @Test
    void leavesSplitsAsTheyAreIfThereAreAny() throws LineDataException {
        LineData found = new LineData(
                SOURCE,
                LineData.Form.IMAGEFOLDER,
                Map.of(Split.TRAIN, numbered(100).train(), Split.TEST, List.of(line("test", "1"))),
                new RefusedLines(Map.of(), List.of()),
                List.of(),
                Set.of(),
                List.of());
        LineData data = found.split(0.1, 0.1, 1);
        assertThat(data.test()).containsExactly(line("test", "1"));
        assertThat(data.validation()).isEqualTo(numbered(100).split(0.1, 0, 1).validation());
        assertThat(data.made()).containsExactly(Split.VALIDATION);
    }

    @Test
    void refusesToLeaveASplitEmpty() {
        assertThatExceptionOfType(LineDataException.class)
                .isThrownBy(() -> numbered(3).split(0.01, 0, 1))
                .withMessage("data: expected lines for validation, found none, with 3 to be divided; add lines, or take"
                        + " another share or seed.");
        assertThatIllegalArgumentException().isThrownBy(() -> numbered(3).split(0.5, 0.5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> numbered(3).split(-0.1, 0, 1));
    }

    private static LineData numbered(int count) {
        List<LabelledLine> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(line(Integer.toString(i), Integer.toString(i)));
        }
        return data(lines.toArray(LabelledLine[]::new));
    }

    private static LineData data(LabelledLine... lines) {
        return new LineData(
                SOURCE,
                LineData.Form.PAIRS,
                Map.of(Split.TRAIN, List.of(lines)),
                new RefusedLines(Map.of(), List.of()),
                List.of(),
                Set.of(),
                List.of());
    }

    private static LabelledLine line(String name, String text) {
        return new LabelledLine(SOURCE.resolve(name + ".png"), text);
    }
}
