package io.github.trocr4j.run;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.TextReader;
import io.github.trocr4j.TextReader.AttendedLine;
import io.github.trocr4j.TextReader.Line;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.ConfigJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads lines of text with the reader that a model needs: {@link TextReader}, or {@link DigitReader}. */
public interface LineReader extends AutoCloseable {
    /** Loads a model directory. */
    static LineReader load(Path model) throws IOException {
        return ConfigJson.read(model.resolve("config.json")).digitHead().isPresent()
                ? of(DigitReader.load(model))
                : of(TextReader.load(model));
    }

    /** Loads the model that comes with the library. */
    static LineReader shipped() throws IOException {
        return of(DigitReader.load());
    }

    private static LineReader of(TextReader reader) {
        return new LineReader() {
            @Override
            public List<Line> read(List<Picture> pictures) {
                return reader.read(pictures);
            }

            @Override
            public List<AttendedLine> attend(List<Picture> pictures) {
                return reader.attend(pictures);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    /** Returns a reader that takes each picture as a strip, without looking for digits. */
    private static LineReader of(DigitReader reader) {
        return new LineReader() {
            @Override
            public List<Line> read(List<Picture> pictures) {
                return reader.readStrips(pictures).stream()
                        .map(reading -> new Line(reading.digits(), reading.confidence()))
                        .toList();
            }

            @Override
            public List<AttendedLine> attend(List<Picture> pictures) {
                List<Line> lines = read(pictures);
                int[][] digits = lines.stream()
                        .map(line ->
                                line.text().chars().map(digit -> digit - '0').toArray())
                        .toArray(int[][]::new);
                List<AttentionMaps> maps = reader.attention(pictures, digits);
                List<AttendedLine> attended = new ArrayList<>();
                for (int i = 0; i < lines.size(); i++) {
                    List<String> tokens = List.of(lines.get(i).text().split("", -1));
                    attended.add(new AttendedLine(
                            lines.get(i),
                            tokens.subList(0, digits[i].length),
                            maps.get(i),
                            reader.seen(pictures.get(i))));
                }
                return attended;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    /** Reads one line for each picture, in their order. */
    List<Line> read(List<Picture> pictures);

    /** Reads lines, and returns where the decoder looked for each token. */
    List<AttendedLine> attend(List<Picture> pictures);

    @Override
    void close();
}
