package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws texts: any length of a range is as likely as another. In a third of the texts they are numbers, amounts, dates
 * or times, where alphabet and length allow them; in the others any character is as likely as another. A space stands
 * between two other characters.
 */
record GeneratedTexts(String alphabet, int minLength, int maxLength) {
    private static final double SENSIBLE = 1.0 / 3;

    /** Forms of longer texts: d is a day, m a month, y a year's two digits, h an hour, n minutes, # any digit. */
    private static final List<String> FORMS = List.of(
            "dd.mm",
            "dd.mm.yy",
            "dd.mm.20yy",
            "dd/mm",
            "dd/mm/yy",
            "dd/mm/20yy",
            "dd-mm-yy",
            "20yy-mm-dd",
            "hh:nn",
            "dd.mm.yy hh:nn",
            "hh.nn",
            "hh:nn-hh:nn");

    String draw(SplittableRandom random) {
        int length = minLength + Seeds.below(maxLength - minLength + 1, random);
        if (random.nextDouble() < SENSIBLE) {
            List<String> forms = forms(length);
            if (!forms.isEmpty()) {
                String text = filled(forms.get(Seeds.below(forms.size(), random)), random);
                if (text.chars().allMatch(character -> alphabet.indexOf(character) >= 0)) {
                    return text;
                }
            }
        }
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            char character = alphabet.charAt(Seeds.below(alphabet.length(), random));
            boolean atAnEnd =
                    text.length() == 0 || text.length() == length - 1 || text.charAt(text.length() - 1) == ' ';
            if (character != ' ' || !atAnEnd) {
                text.append(character);
            }
        }
        return text.toString();
    }

    /** Returns the forms of this length whose marks are in the alphabet. */
    private List<String> forms(int length) {
        List<String> forms = new ArrayList<>();
        forms.add("#".repeat(length));
        for (String mark : List.of(".", ",")) {
            if (length >= 4) {
                forms.add("#".repeat(length - 3) + mark + "##");
            }
        }
        for (String mark : List.of("-", "+")) {
            if (length >= 2) {
                forms.add(mark + "#".repeat(length - 1));
            }
        }
        FORMS.stream().filter(form -> form.length() == length).forEach(forms::add);
        forms.removeIf(form -> form.chars()
                .anyMatch(character -> ".,-+/: ".indexOf(character) >= 0 && alphabet.indexOf(character) < 0));
        return forms;
    }

    private static String filled(String form, SplittableRandom random) {
        StringBuilder text = new StringBuilder(form);
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '#' -> {
                    boolean leading = i == 0 || !Character.isDigit(text.charAt(i - 1));
                    boolean alone = i + 1 == text.length() || text.charAt(i + 1) != '#';
                    boolean fraction = i > 0 && (text.charAt(i - 1) == '.' || text.charAt(i - 1) == ',');
                    int least = leading && !alone && !fraction ? 1 : 0;
                    text.setCharAt(i, (char) ('0' + least + Seeds.below(10 - least, random)));
                }
                case 'd' -> put(text, i, 1 + Seeds.below(28, random));
                case 'm' -> put(text, i, 1 + Seeds.below(12, random));
                case 'y' -> put(text, i, Seeds.below(100, random));
                case 'h' -> put(text, i, Seeds.below(24, random));
                case 'n' -> put(text, i, Seeds.below(60, random));
                default -> {
                    // a mark
                }
            }
        }
        return text.toString();
    }

    private static void put(StringBuilder text, int at, int number) {
        text.setCharAt(at, (char) ('0' + number / 10));
        text.setCharAt(at + 1, (char) ('0' + number % 10));
    }
}
