package io.github.trocr4j.data.lines;

import io.github.trocr4j.image.PictureFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which text belongs to which picture: {@code a.png} and {@code a.gt.txt} (kraken, tesstrain) or {@code a.txt}, and
 * tesstrain's {@code a.bin.png} and {@code a.nrm.png} with {@code a.gt.txt}. Names are paths with slashes.
 *
 * @param pairs the picture of each text, in the order of the texts
 * @param unpaired texts that have no picture, or several, and what is wrong with each
 * @param unlabelled pictures without a text
 * @param ignored texts that are ignored because there is a gt.txt of the same name
 */
record PicturePairs(
        Map<String, String> pairs, Map<String, Missing> unpaired, List<String> unlabelled, List<String> ignored) {
    /** Common picture formats that are not supported, to be named in messages. */
    private static final Set<String> OTHER_PICTURES =
            Set.of("webp", "jp2", "jxl", "heic", "heif", "avif", "djvu", "pdf", "svg");

    /** Why a text has no picture. */
    record Missing(RefusedLines.Reason reason, String clause) {}

    static boolean isPicture(String name) {
        return PictureFormat.isEnding(name);
    }

    static boolean isText(String name) {
        return DataFolder.extension(name).equals("txt");
    }

    /** Pairs these names, which come in order. */
    static PicturePairs of(Set<String> names) {
        Map<String, String> texts = new TreeMap<>();
        List<String> ignored = new ArrayList<>();
        for (String name : names) {
            if (isText(name)) {
                String other = texts.get(textStem(name));
                boolean better = other == null || isGroundTruth(name);
                if (other != null) {
                    ignored.add(better ? other : name);
                }
                if (better) {
                    texts.put(textStem(name), name);
                }
            }
        }
        Map<String, List<String>> pictures = new TreeMap<>();
        Map<String, String> others = new TreeMap<>();
        for (String name : names) {
            if (isPicture(name)) {
                pictures.computeIfAbsent(pictureStem(name, texts), stem -> new ArrayList<>())
                        .add(name);
            } else if (OTHER_PICTURES.contains(DataFolder.extension(name))) {
                others.putIfAbsent(pictureStem(name, texts), name);
            }
        }
        Set<String> unlabelled =
                new TreeSet<>(names.stream().filter(PicturePairs::isPicture).toList());
        Map<String, String> pairs = new LinkedHashMap<>();
        Map<String, Missing> unpaired = new LinkedHashMap<>();
        texts.forEach((stem, text) -> {
            List<String> found = new ArrayList<>(pictures.getOrDefault(stem, List.of()));
            if (found.stream().anyMatch(name -> stem(name).equals(stem))) {
                found.removeIf(name -> !stem(name).equals(stem));
            }
            found.forEach(unlabelled::remove);
            if (found.size() == 1) {
                pairs.put(text, found.get(0));
            } else {
                unpaired.put(text, missing(found, others.get(stem)));
            }
        });
        return new PicturePairs(pairs, unpaired, List.copyOf(unlabelled), ignored);
    }

    private static Missing missing(List<String> found, String other) {
        if (!found.isEmpty()) {
            return new Missing(
                    RefusedLines.Reason.SEVERAL_PICTURES,
                    "several pictures: " + LineDataException.shown(String.join(", ", found)));
        }
        return new Missing(
                RefusedLines.Reason.NO_PICTURE,
                other == null
                        ? "no picture of this name beside it"
                        : "no " + PictureFormat.NAMES + " beside it, but " + LineDataException.shown(other));
    }

    private static boolean isGroundTruth(String name) {
        return DataFolder.extension(stem(name)).equals("gt");
    }

    private static String textStem(String name) {
        return isGroundTruth(name) ? stem(stem(name)) : stem(name);
    }

    private static String pictureStem(String name, Map<String, String> texts) {
        String stem = stem(name);
        boolean prepared = Set.of("bin", "nrm").contains(DataFolder.extension(stem));
        return prepared && !texts.containsKey(stem) ? stem(stem) : stem;
    }

    private static String stem(String name) {
        return name.substring(0, name.length() - DataFolder.extension(name).length() - 1);
    }
}
