package io.github.trocr4j.data.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.trocr4j.data.lines.LineDataReader.Columns;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Given a folder like this, these lines or one sentence come of it. */
class LineDataReaderTest {
    @TempDir
    Path temporary;

    static List<LineFolderTable.Row> rows() {
        return LineFolderTable.ROWS;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void givesTheLinesOrOneSentence(LineFolderTable.Row row) {
        LineFolder folder = folder();
        row.made().accept(folder);
        assertThat(folder.outcome()).isEqualTo(row.outcome()).doesNotContain("\n");
    }

    static List<LineFolderTable.Row> namesBeyondAscii() {
        return LineFolderTable.NAMES_BEYOND_ASCII;
    }

    @ParameterizedTest
    @MethodSource("namesBeyondAscii")
    void givesTheLinesOfNamesBeyondAscii(LineFolderTable.Row row) throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            LineFolder folder = new LineFolder(memory.getPath("/data"));
            row.made().accept(folder);
            assertThat(folder.outcome()).isEqualTo(row.outcome()).doesNotContain("\n");
        }
    }

    @Test
    void takesColumnsOfOtherNames() throws IOException {
        LineFolder folder = folder().pictures("a.png").text("metadata.csv", "text,image,label\nno,a.png,yes\n");
        LineData data = LineDataReader.read(folder.source(), new Columns("image", "label"));
        assertThat(LineFolder.described(data)).isEqualTo("train a.png=yes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Columns("text", "text"))
                .withMessage("expected two columns, found \"text\" for both the picture and the text");
    }

    @Test
    void saysInWhichFormTheLinesAre() throws IOException {
        LineFolder folder = folder().pictures("a.png").text("a.txt", "1");
        assertThat(folder.read().form()).isEqualTo(LineData.Form.PAIRS);
        folder.text("metadata.csv", "file_name,text\na.png,1\n");
        assertThat(folder.read().form()).isEqualTo(LineData.Form.IMAGEFOLDER);
        assertThat(folder.named("metadata.csv").read().form()).isEqualTo(LineData.Form.TABLE);
    }

    @Test
    void namesPicturesByTheFolderThatWasNamed() throws IOException {
        LineFolder folder = folder().pictures("in/a.png").text("metadata.csv", "file_name,text\nin/a.png,1\n");
        LineData data = folder.read();
        assertThat(data.train()).containsExactly(new LabelledLine(folder.path().resolve("in/a.png"), "1"));
        assertThat(data.name(data.train().get(0))).isEqualTo("in/a.png");
    }

    @Test
    void followsALinkToTheFolderItself() throws IOException {
        LineFolder folder =
                folder().pictures("train/a.png").text("train/a.txt", "1").link("in", "train");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder.path());
        assertThat(LineFolder.described(LineDataReader.read(link, Columns.DEFAULT)))
                .isEqualTo("train train/a.png=1 | bad in: not a file: \"in\"");
    }

    @Test
    void takesLettersOfBothCasesAsTheFileSystemDoes() throws IOException {
        LineFolder folder = folder().pictures("a.png").text("metadata.csv", "file_name,text\na.png,1\nA.PNG,2\n");
        boolean same = Files.exists(folder.path().resolve("A.PNG"));
        assertThat(folder.read().refused().counts())
                .containsOnlyKeys(same ? RefusedLines.Reason.NAMED_TWICE : RefusedLines.Reason.NO_PICTURE);
    }

    @Test
    void refusesATableOfMoreThanAGigabyte() throws IOException {
        LineFolder folder = folder();
        try (RandomAccessFile file =
                new RandomAccessFile(folder.path().resolve("metadata.csv").toFile(), "rw")) {
            file.setLength(1_000_000_001);
        }
        assertThat(folder.outcome())
                .isEqualTo("DATA/metadata.csv: expected at most 1000000000 bytes, found 1000000001; divide it into"
                        + " several.");
    }

    @Test
    void refusesAQuoteThatTakesInTheRest() {
        LineFolder folder = folder().pictures("a.png")
                .text("metadata.csv", "file_name,text\na.png,\"1\n" + "b.png,2 and so on\n".repeat(200_000));
        assertThat(folder.outcome()).startsWith("DATA/metadata.csv line 2: expected quotes in pairs");
    }

    @Test
    void namesTwentyBadRowsAndCountsAll() throws IOException {
        LineFolder folder = folder().pictures("a.png")
                .text("metadata.csv", "file_name,text\na.png,1\n" + "none.png,2\n".repeat(100_000) + "a.png\n");
        RefusedLines refused = folder.read().refused();
        assertThat(refused.total()).isEqualTo(100_001);
        assertThat(refused.counts()).containsEntry(RefusedLines.Reason.NO_PICTURE, 100_000);
        assertThat(refused.first()).hasSize(20);
        assertThat(refused.first().get(19)).isEqualTo("metadata.csv line 22: no such file: \"none.png\"");
    }

    @Test
    void readsTheSameInATurkishLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            LineFolder folder = folder().pictures("VALID/I.GIF").text("VALID/I.TXT", "1");
            assertThat(folder.outcome()).isEqualTo("validation VALID/I.GIF=1");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void throwsOneTypeOfException() {
        assertThatExceptionOfType(LineDataException.class)
                .isThrownBy(() -> LineDataReader.read(temporary.resolve("none"), Columns.DEFAULT));
    }

    private LineFolder folder() {
        return new LineFolder(temporary.resolve("data"));
    }
}
