package io.github.trocr4j.serve;

import io.github.trocr4j.Line;
import io.github.trocr4j.Reading;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.util.List;

/** The JSON of the lines of a picture, which the service and {@code predict --json} have in common. */
public final class LinesJson {
    private LinesJson() {}

    /**
     * Adds lines to an object:
     * {@code "lines":[{"text":"70415","confidence":0.98,"uncertain":false,"box":[x,y,width,height]}]}, the box in
     * pixels of the picture.
     *
     * @param words whether to add {@code "words":[{"text":"70415","confidence":0.99}]} to each line
     */
    public static void put(List<Line> lines, boolean words, JsonObject node) {
        putPages(List.of(lines), words, node);
    }

    /** Adds the lines of several pages, each with the number of its {@code "page"}, from 1. */
    static void putPages(List<List<Line>> pages, boolean words, JsonObject node) {
        JsonArray array = node.putArray("lines");
        for (int page = 1; page <= pages.size(); page++) {
            for (Line line : pages.get(page - 1)) {
                JsonObject each = array.addObject();
                if (pages.size() > 1) {
                    each.put("page", page);
                }
                put(line, each);
                if (words) {
                    putWords(line, each);
                }
            }
        }
    }

    private static void put(Line line, JsonObject each) {
        each.put("text", line.text());
        each.put("confidence", line.confidence());
        each.put("uncertain", line.uncertain());
        each.putArray("box").add(line.x()).add(line.y()).add(line.width()).add(line.height());
    }

    private static void putWords(Line line, JsonObject each) {
        JsonArray array = each.putArray("words");
        for (Reading.Word word : line.reading().words()) {
            array.addObject().put("text", word.text()).put("confidence", word.confidence());
        }
    }
}
