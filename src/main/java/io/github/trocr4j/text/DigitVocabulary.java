package io.github.trocr4j.text;

/** The classes of a digit head: digit d has id d, and there is no end token. */
public final class DigitVocabulary implements TrainingVocabulary {
    /** The ten digits. */
    public static final String DIGITS = "0123456789";

    @Override
    public int[] encode(String text) {
        return text.chars()
                .map(digit -> {
                    if (DIGITS.indexOf(digit) < 0) {
                        throw new IllegalArgumentException("expected digits from 0 to 9, found " + text);
                    }
                    return digit - '0';
                })
                .toArray();
    }

    @Override
    public String decode(int[] ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(DIGITS.charAt(id));
        }
        return text.toString();
    }
}
