package io.github.trocr4j.serve;

import io.github.trocr4j.Line;
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
     */
    public static void put(List<Line> lines, JsonObject node) {
        JsonArray array = node.putArray("lines");
        for (Line line : lines) {
            JsonObject each = array.addObject();
            each.put("text", line.text());
            each.put("confidence", line.confidence());
            each.put("uncertain", line.uncertain());
            each.putArray("box").add(line.x()).add(line.y()).add(line.width()).add(line.height());
        }
    }
}
