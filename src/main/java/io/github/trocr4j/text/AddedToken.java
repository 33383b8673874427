package io.github.trocr4j.text;

import io.github.trocr4j.json.JsonValue;
import java.nio.file.Path;

/**
 * A token that text is split at before the model sees it, as HuggingFace's {@code AddedToken}.
 *
 * @param content the text that it stands for
 * @param singleWord whether it is found only where no letter, digit or mark is beside it
 * @param lstrip whether white space before it belongs to it
 * @param rstrip whether white space after it belongs to it
 * @param normalized whether it is looked for in normalised text
 * @param special whether decoding omits it
 */
record AddedToken(
        String content, boolean singleWord, boolean lstrip, boolean rstrip, boolean normalized, boolean special) {
    /** Returns a special token that is given by its text only. */
    static AddedToken special(String content) {
        return new AddedToken(content, false, false, false, false, true);
    }

    /** Returns the token of a JSON object; or a special one of a JSON text. */
    static AddedToken of(Path file, JsonValue json) throws VocabularyException {
        return of(file, json, json.path("special").isTrue());
    }

    /** As above; special or not, whatever the object says. */
    static AddedToken of(Path file, JsonValue json, boolean special) throws VocabularyException {
        if (json.isText()) {
            return special(json.textValue());
        }
        String content = json.path("content").textValue();
        if (content == null) {
            throw new VocabularyException(
                    file,
                    "expected a token (text, or an object with content), found "
                            + VocabularyException.shown(json.toString()));
        }
        JsonValue normalized = json.path("normalized");
        return new AddedToken(
                content,
                json.path("single_word").isTrue(),
                json.path("lstrip").isTrue(),
                json.path("rstrip").isTrue(),
                normalized.isBoolean() ? normalized.isTrue() : !special,
                special);
    }

    /** Returns this token as a special one. */
    AddedToken asSpecial() {
        return new AddedToken(content, singleWord, lstrip, rstrip, normalized, true);
    }
}
