package io.github.trocr4j.data.lines;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Data folders as people have them, and what comes of each: lines by split, or one sentence. */
final class LineFolderTable {
    /**
     * A folder.
     *
     * @param name what is special about it
     * @param made makes it
     * @param outcome as by {@link LineFolder#outcome}
     */
    record Row(String name, Consumer<LineFolder> made, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String HEADER = "file_name,text\n";
    private static final String NEITHER =
            "DATA: expected metadata.csv, metadata.jsonl, or pairs such as a.png and a.txt or a.gt.txt, found ";
    private static final String WRITE = "; write the texts beside the pictures, or list both in metadata.csv.";
    private static final String NAME_COLUMNS =
            "; name the columns in the first line, or say which ones hold the picture and the text.";
    private static final String SAVE = "; save the file as UTF-8.";

    static final List<Row> ROWS = List.of(
            // forms
            csv("metadata.csv in the folder", HEADER + "a.png,12\nb.png,7\n", "train a.png=12, b.png=7"),
            row(
                    "metadata.jsonl in the folder",
                    folder -> folder.pictures("a.png")
                            .text("metadata.jsonl", "{\"file_name\": \"a.png\", \"text\": \"12\", \"x\": [1, {}]}\n"),
                    "train a.png=12"),
            row(
                    "metadata in the folder of each split",
                    folder -> folder.pictures("train/a.png", "val/b.png", "Test/sub/c.png")
                            .text("train/metadata.csv", HEADER + "a.png,12\n")
                            .text("val/metadata.csv", HEADER + "b.png,7\n")
                            .text("Test/metadata.jsonl", "{\"file_name\":\"sub/c.png\",\"text\":\"3\"}"),
                    "train train/a.png=12 | validation val/b.png=7 | test Test/sub/c.png=3"),
            row(
                    "one metadata file for pictures in splits",
                    folder -> folder.pictures("train/a.png", "dev/b.png", "other/c.png")
                            .text("metadata.csv", HEADER + "train/a.png,12\ndev/b.png,7\nother/c.png,3\n"),
                    "train train/a.png=12, other/c.png=3 | validation dev/b.png=7"),
            row(
                    "a CSV file with paths",
                    folder -> folder.pictures("in/a.png", "b.png")
                            .text("labels.csv", HEADER + "in/a.png,12\n")
                            .named("labels.csv"),
                    "train in/a.png=12"),
            row(
                    "a TSV file",
                    folder -> folder.pictures("a.png")
                            .text("labels.TSV", "text\tfile_name\n1,2; 3\ta.png\n")
                            .named("labels.TSV"),
                    "train a.png=1,2; 3"),
            row(
                    "a JSONL file",
                    folder -> folder.pictures("a.png")
                            .text("labels.jsonl", "\n{\"text\":\"1\\n\",\"file_name\":\"a.png\"}\n\n")
                            .named("labels.jsonl"),
                    "train a.png=1"),
            csv("CSV with semicolons", "file_name;text\na.png;1,5\nb.png;\"2;5\"\n", "train a.png=1,5, b.png=2;5"),
            csv("CSV with tabs", "id\tfile_name\ttext\n1\ta.png\t1,5\n2\tb.png\t7", "train a.png=1,5, b.png=7"),
            row(
                    "pairs with txt and with gt.txt, in sub-folders",
                    folder -> folder.pictures("b.JPG", "in/a.jpeg", "c.gif", "d.bmp")
                            .text("b.txt", "7\n")
                            .text("in/a.gt.txt", "12\r\n")
                            .text("c.txt", "3")
                            .text("d.gt.txt", "4"),
                    "train b.JPG=7, c.gif=3, d.bmp=4, in/a.jpeg=12"),
            row(
                    "pairs of all kinds of pictures",
                    folder -> folder.pictures("a.tif", "b.TIFF", "c.jfif", "d.jpe", "e.dib")
                            .text("a.txt", "1")
                            .text("b.txt", "2")
                            .text("c.gt.txt", "3")
                            .text("d.txt", "4")
                            .text("e.txt", "5"),
                    "train a.tif=1, b.TIFF=2, c.jfif=3, d.jpe=4, e.dib=5"),
            row(
                    "pairs in splits",
                    folder -> folder.pictures("train/a.png", "valid/b.png", "test/c.png")
                            .text("train/a.txt", "1")
                            .text("valid/b.txt", "2")
                            .text("test/c.txt", "3"),
                    "train train/a.png=1 | validation valid/b.png=2 | test test/c.png=3"),
            row(
                    "pictures prepared by tesstrain",
                    folder -> folder.pictures("a.bin.png", "b.nrm.png", "c.png", "c.bin.png")
                            .text("a.gt.txt", "1")
                            .text("b.gt.txt", "2")
                            .text("c.gt.txt", "3"),
                    "train a.bin.png=1, b.nrm.png=2, c.png=3 | unlabelled c.bin.png"),
            row(
                    "both txt and gt.txt",
                    folder -> folder.pictures("a.png").text("a.gt.txt", "1").text("a.txt", "l"),
                    "train a.png=1 | A .gt.txt file takes precedence over a .txt file of the same name; ignored: a.txt."),
            row(
                    "metadata and pairs",
                    folder -> folder.pictures("a.png", "b.png")
                            .text("metadata.csv", HEADER + "a.png,12\n")
                            .text("a.txt", "9")
                            .text("b.txt", "8"),
                    "train a.png=12 | unlabelled b.png | The texts come from metadata.csv, not from the text files"
                            + " beside 2 pictures."),
            row(
                    "hidden files and files of other kinds",
                    folder -> folder.pictures("a.png", ".b.png", "._a.png", ".cache/c.png", "a.box", "Thumbs.db")
                            .text("a.txt", "1")
                            .text("._a.txt", "x")
                            .text(".cache/c.txt", "x"),
                    "train a.png=1"),

            // nothing to read
            row(
                    "nothing of that name",
                    folder -> folder.named("none"),
                    "DATA/none: expected a folder or a .csv, .tsv or .jsonl file, found nothing; name the folder of the"
                            + " pictures, or the file that lists them."),
            row(
                    "a file of another kind",
                    folder -> folder.text("a.json", "[]").named("a.json"),
                    "DATA/a.json: expected a folder or a .csv, .tsv or .jsonl file, found another kind of file; name the"
                            + " folder of the pictures, or the file that lists them."),
            row("an empty folder", folder -> folder.folder("train"), NEITHER + "an empty folder" + WRITE),
            row(
                    "pictures without texts",
                    folder -> folder.pictures("a.png", "b/c.jpg"),
                    NEITHER + "2 pictures without a text" + WRITE),
            row(
                    "files of other kinds only",
                    folder -> folder.pictures("a.dat", "b.dat", "c.dat", "d.dat"),
                    NEITHER + "nothing but a.dat, b.dat, c.dat and 1 more" + WRITE),
            row(
                    "a table of another name",
                    folder -> folder.pictures("a.png")
                            .text("labels.csv", HEADER + "a.png,1\n")
                            .text("README.txt", "Hi"),
                    NEITHER + "labels.csv; name that file itself."),
            row(
                    "texts without pictures only",
                    folder -> folder.text("a.txt", "1").text("b.txt", "2").pictures("b.webp"),
                    "DATA: expected lines that can be used, found none among 2: no such picture (2); a.txt: no picture of"
                            + " this name beside it; b.txt: no PNG, JPEG, BMP, GIF or TIFF beside it, but b.webp."),
            csv(
                    "an empty metadata file",
                    "",
                    "DATA/metadata.csv: expected the columns \"file_name\" and \"text\", found an empty file; write the"
                            + " columns' names first."),
            csv(
                    "a header without rows",
                    HEADER,
                    "DATA: expected lines, found a table without rows; list the pictures and their texts in it."),
            row(
                    "an empty metadata.jsonl",
                    folder -> folder.pictures("a.png").text("metadata.jsonl", "\n"),
                    "DATA: expected lines, found a table without rows; list the pictures and their texts in it."),
            row(
                    "an empty split",
                    folder -> folder.pictures("train/a.png")
                            .text("train/metadata.csv", HEADER + "a.png,12\n")
                            .text("validation/metadata.csv", HEADER),
                    "train train/a.png=12 | There is a folder validation, but no line in it that can be used."),
            row(
                    "a split without a text",
                    folder -> folder.pictures("train/a.png", "test/b.png").text("train/a.txt", "12"),
                    "train train/a.png=12 | unlabelled b.png | There is a folder test, but no line in it that can be"
                            + " used."),
            row(
                    "metadata.csv is a folder",
                    folder -> folder.folder("metadata.csv"),
                    "DATA/metadata.csv: expected a file, found a folder; rename or remove it."),
            row(
                    "metadata.csv is a broken link",
                    folder -> folder.pictures("a.png").text("a.txt", "1").link("metadata.csv", "none.csv"),
                    "DATA/metadata.csv: expected a file, found something else; rename or remove it."),
            row(
                    "metadata.csv and metadata.jsonl",
                    folder -> folder.text("metadata.csv", HEADER).text("metadata.jsonl", ""),
                    "DATA: expected one metadata file, or one in each split, found metadata.csv and metadata.jsonl; keep"
                            + " one of the two."),
            row(
                    "metadata in the folder and in a split",
                    folder -> folder.text("metadata.csv", HEADER).text("train/metadata.csv", HEADER),
                    "DATA: expected one metadata file, or one in each split, found metadata.csv and train/metadata.csv;"
                            + " keep one of the two."),

            // columns and rows
            csv(
                    "columns of other names",
                    "image,label\na.png,1\n",
                    "DATA/metadata.csv: expected the columns \"file_name\" and \"text\", found \"image\", \"label\""
                            + NAME_COLUMNS),
            csv(
                    "no names of columns",
                    "a.png,12\n",
                    "DATA/metadata.csv: expected the columns \"file_name\" and \"text\", found \"a.png\", \"12\""
                            + NAME_COLUMNS),
            csv(
                    "blanks around a column's name",
                    "file_name, text\na.png, 1\n",
                    "DATA/metadata.csv: expected the columns \"file_name\" and \"text\", found \"file_name\", \" text\""
                            + NAME_COLUMNS),
            csv(
                    "two columns of the same name",
                    "file_name,text,text\na.png,1,2\n",
                    "DATA/metadata.csv: expected one column \"text\", found 2 of them; rename or remove all but one."),
            csv(
                    "two other columns of the same name",
                    "x,file_name,text,x\n1,a.png,12,2\n",
                    "train a.png=12 | unlabelled b.png"),
            jsonLines(
                    "a key twice in JSON",
                    "{\"file_name\":\"a.png\",\"text\":\"1\",\"text\":\"2\"}\n{\"file_name\":\"b.png\",\"text\":\"3\"}",
                    "train b.png=3 | bad metadata.jsonl line 1: no JSON object (column 39:"
                            + " expected each name of an object once, found \"text\" again) | unlabelled a.png"),
            jsonLines(
                    "JSON that is no row",
                    """
                    {"file_name":"a.png","text":"3"}
                    7
                    {"file_name":"b.png"}
                    {"file_name":"b.png","text":12}
                    {"file_name":"b.png","text":"1"} {}
                    {"file_name":
                    """,
                    "train a.png=3 | bad metadata.jsonl line 2: no JSON object; metadata.jsonl line 3: no \"text\" among"
                            + " \"file_name\"; metadata.jsonl line 4: \"text\" is no string; metadata.jsonl line 5:"
                            + " no JSON object (column 34: expected the end, found {); metadata.jsonl line 6: no JSON"
                            + " object (column 14: expected a value, found the end) | unlabelled b.png"),
            jsonLines(
                    "a JSON array",
                    "[\n{\"file_name\":\"a.png\",\"text\":\"3\"}\n]\n",
                    "DATA/metadata.jsonl line 1: expected one JSON object on each line, found an array; write JSON Lines"
                            + " in UTF-8."),
            csv(
                    "rows with too few and too many values",
                    HEADER + "a.png\n\nb.png,1,5\nb.png,2\n",
                    "train b.png=2 | bad metadata.csv line 2: 1 value for 2 columns; metadata.csv line 4: 3 values for 2"
                            + " columns; quote a text with commas | unlabelled a.png"),
            csv(
                    "quotes, doubled quotes and quotes inside",
                    HEADER + "\"a.png\",\"1,\"\"5\"\"\"\nb.png,7\" x\n",
                    "train a.png=1,\"5\", b.png=7\" x"),
            csv(
                    "a line break in quotes",
                    HEADER + "a.png,\"1\n2\"\nb.png,\"7\n\"\nc.png,3\n",
                    "train b.png=7 | bad metadata.csv line 2: a text of more than one line; metadata.csv line 6: no such"
                            + " file: \"c.png\""),
            csv(
                    "a quote that is not closed",
                    HEADER + "a.png,1\nb.png,\"7\nc.png,3\n",
                    "DATA/metadata.csv line 3: expected quotes in pairs around a value, and doubled within it, found an"
                            + " open quote or something after a closing quote; correct the quotes there."),
            csv(
                    "something behind a closed quote",
                    HEADER + "a.png,\"1\" x\n",
                    "DATA/metadata.csv line 2: expected quotes in pairs around a value, and doubled within it, found an"
                            + " open quote or something after a closing quote; correct the quotes there."),
            csv(
                    "a line of more than a megabyte",
                    HEADER + "a.png," + "1".repeat(1_000_000) + "\n",
                    "DATA/metadata.csv line 2: expected at most 1000000 bytes in a line, found more; put each picture and"
                            + " its text on a line of its own."),

            // encodings
            csv("a byte order mark", "\ufeff" + HEADER + "a.png,é\n", "train a.png=é | unlabelled b.png"),
            csv("CRLF", "file_name,text\r\na.png,1\r\nb.png,2\r\n", "train a.png=1, b.png=2"),
            csv("CR only", "file_name,text\ra.png,1\rb.png,2\r", "train a.png=1, b.png=2"),
            row(
                    "UTF-16 with a byte order mark",
                    folder -> folder.text("metadata.csv", HEADER + "a.png,1\n", StandardCharsets.UTF_16),
                    "DATA/metadata.csv: expected UTF-8, found the byte order mark of UTF-16" + SAVE),
            row(
                    "UTF-16 without a byte order mark",
                    folder -> folder.text("metadata.csv", HEADER + "a.png,1\n", StandardCharsets.UTF_16LE),
                    "DATA/metadata.csv line 1: expected UTF-8 text, found the character NUL" + SAVE),
            row(
                    "Latin-1",
                    folder -> folder.pictures("a.png")
                            .text("metadata.csv", HEADER + "a.png,1\nb.png,é\n", StandardCharsets.ISO_8859_1),
                    "DATA/metadata.csv line 3: expected UTF-8, found the byte 0xE9" + SAVE),
            row(
                    "pairs in other encodings",
                    folder -> folder.pictures("a.png", "b.png", "c.png")
                            .text("a.txt", "é", StandardCharsets.ISO_8859_1)
                            .text("b.txt", "\ufeff12")
                            .text("c.txt", "12", StandardCharsets.UTF_16),
                    "train b.png=12 | bad a.txt: expected UTF-8, found the byte 0xE9; c.txt: expected UTF-8, found the"
                            + " byte order mark of UTF-16"),

            // texts
            csv(
                    "an empty text and a blank one",
                    HEADER + "a.png,\nb.png,\" \u00a0\"\nc.png,0\n",
                    "train c.png=0 | bad metadata.csv line 2: an empty text; metadata.csv line 3: an empty text",
                    "c.png"),
            csv(
                    "text of 1,000 characters and of 10,000",
                    HEADER + "a.png," + "\ud83d\ude00".repeat(1000) + "\nb.png," + "1".repeat(10_000) + "\n",
                    "train a.png=" + "\ud83d\ude00".repeat(1000)
                            + " | bad metadata.csv line 3: a text of 10000 characters, more than 1000"),
            csv(
                    "NUL and other control characters",
                    HEADER + "a.png,1\0\nb.png,1\t2\nc.png,1\u00852\nd.png,1\n",
                    "train d.png=1 | bad metadata.csv line 2: the control character U+0000 in the text; metadata.csv"
                            + " line 3: the control character U+0009 in the text; metadata.csv line 4: the control"
                            + " character U+0085 in the text",
                    "c.png",
                    "d.png"),
            jsonLines(
                    "half a character in JSON",
                    "{\"file_name\":\"a.png\",\"text\":\"\\ud800\"}\n{\"file_name\":\"b.png\",\"text\":\"\\ud83d\\ude00\"}",
                    "train b.png=\ud83d\ude00 | bad metadata.jsonl line 1: the control character U+D800 in the text"),
            csv("decomposed accents", HEADER + "a.png,e\u0301\nb.png,x\u0302\n", "train a.png=\u00e9, b.png=x\u0302"),
            csv(
                    "right-to-left text in logical order",
                    HEADER + "a.png,שלום 12\nb.png,\u200fمرحبا\n",
                    "train a.png=שלום 12, b.png=\u200fمرحبا"),
            csv("blanks around a text", HEADER + "a.png, 1 \nb.png,2\n", "train a.png= 1 , b.png=2"),
            row(
                    "text files of several lines and of none",
                    folder -> folder.pictures("a.png", "b.png", "c.png", "d.png", "e.png")
                            .text("a.txt", "1\n2\n")
                            .text("b.txt", "")
                            .text("c.txt", "3\n\n")
                            .text("d.txt", "1".repeat(10_000))
                            .text("e.txt", "1".repeat(2_000_000)),
                    "train c.png=3 | bad a.txt: a text of more than one line; b.txt: an empty text; d.txt: a text of"
                            + " 10000 characters, more than 1000; e.txt: a text of 2000000 bytes"),

            // pictures
            csv(
                    "a missing picture",
                    HEADER + "a.png,1\nnone.png,2\n",
                    "train a.png=1 | bad metadata.csv line 3: no such file: \"none.png\" | unlabelled b.png"),
            csv(
                    "no file name, and a folder's",
                    HEADER + ",1\nc,2\n.,3\na.png,4\n",
                    "train a.png=4 | bad metadata.csv line 2: no file name; metadata.csv line 3: not a file: \"c\";"
                            + " metadata.csv line 4: not a file: \"\" | unlabelled b.png, c.png",
                    "c/c.png"),
            csv(
                    "a picture named twice",
                    HEADER + "a.png,1\n./a.png,2\nc/../a.png,3\nb.png,4\nb.png,4\n",
                    "train a.png=1, b.png=4 | bad metadata.csv line 3: a.png already belongs to metadata.csv line 2;"
                            + " metadata.csv line 4: a.png already belongs to metadata.csv line 2;"
                            + " metadata.csv line 6: b.png already belongs to metadata.csv line 5"),
            csv(
                    "a path that climbs out",
                    HEADER + "../outside.png,1\nc/../../outside.png,2\na.png,3\n",
                    "train a.png=3 | bad metadata.csv line 2: a path that leaves the folder: \"../outside.png\";"
                            + " metadata.csv line 3: a path that leaves the folder: \"c/../../outside.png\" |"
                            + " unlabelled b.png"),
            csv(
                    "an absolute path",
                    HEADER + "/etc/hostname,1\na.png,3\n",
                    "train a.png=3 | bad metadata.csv line 2: an absolute path: \"/etc/hostname\" | unlabelled b.png"),
            row(
                    "links in and out",
                    folder -> folder.pictures("in/a.png", "../outside.png")
                            .link("a.png", "in/a.png")
                            .link("b.png", "../outside.png")
                            .link("c.png", "none.png")
                            .link("d.png", "d.png")
                            .text("metadata.csv", HEADER + "a.png,1\nb.png,2\nc.png,3\nd.png,4\n"),
                    "train a.png=1 | bad metadata.csv line 3: a link that leaves the folder: \"b.png\";"
                            + " metadata.csv line 4: a broken link: \"c.png\"; metadata.csv line 5:"
                            + " \"d.png\" cannot be read (Too many levels of symbolic links or unable to access"
                            + " attributes of symbolic link)"),
            row(
                    "metadata that is a link out",
                    folder -> folder.text("../outside.csv", HEADER).link("metadata.csv", "../outside.csv"),
                    "DATA/metadata.csv: expected a file in the folder, found a link that leaves it; copy what it"
                            + " leads to."),
            row(
                    "pairs with links",
                    folder -> folder.pictures("a.png", "b.png", "../outside/c.png")
                            .text("../outside.txt", "9")
                            .text("a.txt", "1")
                            .link("b.txt", "../outside.txt")
                            .link("c.png", "a.png")
                            .text("c.txt", "3")
                            .link("d", "../outside"),
                    "train a.png=1 | bad b.txt: a link that leaves the folder: \"b.txt\"; d: a link that leaves"
                            + " the folder: \"d\"; c.txt: c.png already belongs to a.txt | unlabelled b.png"),
            row(
                    "pairs without one half, or with two",
                    folder -> folder.pictures("a.png", "b.png", "d.png", "d.jpg")
                            .text("a.txt", "1")
                            .text("c.txt", "3")
                            .text("d.txt", "4"),
                    "train a.png=1 | bad c.txt: no picture of this name beside it; d.txt: several pictures: d.jpg, d.png"
                            + " | unlabelled b.png"));

    /** With names that a disk takes only in locales that have their characters. */
    static final List<Row> NAMES_BEYOND_ASCII = List.of(
            csv(
                    "NUL and escapes in a file name",
                    HEADER + "a\0.png,1\n\u001b[31mb\u202e.png,1\na.png,3\n",
                    "train a.png=3 | bad metadata.csv line 2: no path: \"a<U+0000>.png\"; metadata.csv line 3: no such"
                            + " file: \"<U+001B>[31mb<U+202E>.png\" | unlabelled b.png"),
            row(
                    "a file name composed here and decomposed there",
                    folder -> folder.pictures("e\u0301.png", "\u00e0.png")
                            .text("metadata.csv", HEADER + "\u00e9.png,1\na\u0300.png,2\n"),
                    "train e\u0301.png=1, \u00e0.png=2"));

    private LineFolderTable() {}

    /** metadata.csv beside a.png, b.png and other pictures. */
    private static Row csv(String name, String content, String outcome, String... others) {
        return row(
                name,
                folder -> folder.pictures("a.png", "b.png").pictures(others).text("metadata.csv", content),
                outcome);
    }

    /** metadata.jsonl beside a.png and b.png. */
    private static Row jsonLines(String name, String content, String outcome) {
        return row(name, folder -> folder.pictures("a.png", "b.png").text("metadata.jsonl", content), outcome);
    }

    private static Row row(String name, Consumer<LineFolder> made, String outcome) {
        return new Row(name, made, outcome);
    }
}
