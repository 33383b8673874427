package io.github.trocr4j.data.lines;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lines that cannot be used.
 *
 * @param counts how many, by reason
 * @param first the first {@link #NAMED} of them: where each is and what is wrong with it
 */
public record RefusedLines(Map<Reason, Integer> counts, List<String> first) {
    /** How many are named; all are counted. */
    public static final int NAMED = 20;

    /** Why a line cannot be used. */
    public enum Reason {
        /** There is no such picture, or none beside the text. */
        NO_PICTURE("no such picture"),
        /** The picture has a text already. */
        NAMED_TWICE("picture named twice"),
        /** One text and several pictures of its name. */
        SEVERAL_PICTURES("several pictures"),
        /** An absolute path, one that leaves the folder, or a link that does. */
        OUTSIDE_FOLDER("outside of the folder"),
        /** A file that cannot be read; also for pictures, which the caller opens. */
        UNREADABLE("unreadable"),
        /** A row without the two values, or a line that is no JSON object. */
        MALFORMED_ROW("malformed row"),
        /** A text file that is not UTF-8. */
        NOT_UTF8("not UTF-8"),
        /** Nothing but white space. */
        EMPTY_TEXT("empty text"),
        /** A line break within the text. */
        SEVERAL_LINES("more than one line"),
        /** NUL, a tab, or another control character. */
        CONTROL_CHARACTER("control character"),
        /** More characters, or tokens, than a line can have. */
        TOO_LONG("text too long"),
        /** Another number of digits than the model reads. */
        OTHER_LENGTH("another number of digits"),
        /** A character outside the alphabet. */
        OUTSIDE_ALPHABET("outside the alphabet"),
        /** Something that the tokenizer of the model cannot write. */
        NOT_IN_TOKENIZER("unknown to the tokenizer");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Copies both. */
    public RefusedLines {
        Map<Reason, Integer> ordered = new EnumMap<>(Reason.class);
        ordered.putAll(counts);
        counts = Collections.unmodifiableMap(ordered);
        first = List.copyOf(first);
    }

    /** Returns how many there are. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns how many for which reason, such as "no such picture (2), empty text (1)". */
    String counted() {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Returns the first of them, such as "metadata.csv line 3: empty text; and 7 more". */
    String named() {
        int more = total() - first.size();
        return String.join("; ", first) + (more > 0 ? "; and " + more + " more" : "");
    }

    @Override
    public String toString() {
        return counted() + ": " + named();
    }

    /** Collects them one by one. */
    static final class Collector {
        private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
        private final List<String> first = new ArrayList<>();

        void add(String where, Reason reason, String clause) {
            counts.merge(reason, 1, Integer::sum);
            if (first.size() < NAMED) {
                first.add(where + ": " + clause);
            }
        }

        void addAll(RefusedLines others) {
            others.counts.forEach((reason, count) -> counts.merge(reason, count, Integer::sum));
            others.first.stream().limit(NAMED - first.size()).forEach(first::add);
        }

        RefusedLines refused() {
            return new RefusedLines(counts, first);
        }
    }

    /** A line that cannot be used. */
    static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        final Reason reason;

        /** Says in one clause what is wrong; the catcher knows where. */
        BadLine(Reason reason, String clause) {
            super(clause, null, false, false);
            this.reason = reason;
        }
    }
}
