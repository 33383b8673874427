package io.github.trocr4j.checkpoint;

import java.util.Map;
import java.util.regex.Pattern;

/** The two ways in which torch.save lays out a file; they differ in how a pickle speaks of a storage. */
enum TorchLayout {
    /** A zip archive, since PyTorch 1.6: a storage's key is the name of its record. */
    ZIP(5, Pattern.compile("[0-9]{1,9}")),
    /** Pickles and storages one after the other: keys are memory addresses, and views have a place of their own. */
    LEGACY(6, Pattern.compile("[0-9]{1,20}"));

    private final int idLength;
    private final Pattern key;

    TorchLayout(int idLength, Pattern key) {
        this.idLength = idLength;
        this.key = key;
    }

    /** Length of the tuple that stands for a storage. */
    int idLength() {
        return idLength;
    }

    boolean isKey(String text) {
        return key.matcher(text).matches();
    }

    /**
     * What either layout of a PyTorch file comes to.
     *
     * @param root what was saved
     * @param begins first byte in the file of each storage that it mentions, by key; every one is there in full
     */
    record Contents(Object root, Map<String, Long> begins) {}
}
