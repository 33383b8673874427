package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of a plan. Each planned stretch lives from the first step that writes it to the last that reads it;
 * stretches whose lives do not meet share a place, and a step that can work in place does. Allocated once, used by each
 * run.
 */
final class Arena implements AutoCloseable {
    private final List<INDArray> places = new ArrayList<>();

    /** A place, and the values it must hold. */
    private static final class Place {
        private int length;
        private final List<Memory> users = new ArrayList<>();
    }

    /**
     * Gives every planned memory of {@code steps} a place.
     *
     * @param outputs what must hold its values after the last step
     */
    Arena(List<Step> steps, Set<Memory> outputs) {
        Map<Memory, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int index = i;
            steps.get(i).reads().forEach(memory -> lastUse.put(memory, index));
            steps.get(i).writes().forEach(memory -> lastUse.put(memory, index));
        }
        outputs.forEach(memory -> lastUse.put(memory, Integer.MAX_VALUE));
        Map<Memory, Place> placeOf = new LinkedHashMap<>();
        List<Place> all = new ArrayList<>();
        List<Place> free = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            for (Memory written : step.writes()) {
                if (!written.isExternal() && !placeOf.containsKey(written)) {
                    Place place = inPlace(step, i, written, lastUse, placeOf);
                    if (place == null) {
                        place = take(free, written.length());
                        if (place == null) {
                            place = new Place();
                            all.add(place);
                        }
                    }
                    place.length = Math.max(place.length, written.length());
                    place.users.add(written);
                    placeOf.put(written, place);
                }
            }
            release(step, i, lastUse, placeOf, free);
        }
        allocate(all);
    }

    /** The place of an input that nobody needs after this step. */
    private static Place inPlace(
            Step step, int index, Memory written, Map<Memory, Integer> lastUse, Map<Memory, Place> placeOf) {
        for (Memory read : step.reads()) {
            Place place = placeOf.get(read);
            if (place != null
                    && lastUse.get(read) == index
                    && read.length() == written.length()
                    && place.users.get(place.users.size() - 1) == read
                    && step.worksInPlace(read, written)) {
                return place;
            }
        }
        return null;
    }

    /** The smallest free place that is large enough, else the largest; the place of an output is never given back. */
    private static Place take(List<Place> free, int length) {
        Comparator<Place> bySize = Comparator.comparingInt(place -> place.length);
        Place best = free.stream()
                .filter(place -> place.length >= length)
                .min(bySize)
                .or(() -> free.stream().max(bySize))
                .orElse(null);
        free.remove(best);
        return best;
    }

    private static void release(
            Step step, int index, Map<Memory, Integer> lastUse, Map<Memory, Place> placeOf, List<Place> free) {
        List<Memory> touched = new ArrayList<>(step.reads());
        touched.addAll(step.writes());
        for (Memory memory : touched) {
            Place place = placeOf.get(memory);
            boolean ends = place != null
                    && lastUse.get(memory) == index
                    && place.users.get(place.users.size() - 1) == memory
                    && !free.contains(place);
            if (ends) {
                free.add(place);
            }
        }
    }

    private void allocate(List<Place> all) {
        for (Place place : all) {
            INDArray array = Nd4j.createUninitialized(DataType.FLOAT, Math.max(1, place.length));
            places.add(array);
            place.users.forEach(memory -> memory.bind(array));
        }
    }

    /** Bytes of all places together. */
    long bytes() {
        return places.stream().mapToLong(place -> place.length() * Float.BYTES).sum();
    }

    @Override
    public void close() {
        places.forEach(INDArray::close);
    }
}
