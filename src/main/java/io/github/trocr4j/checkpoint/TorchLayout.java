package io.github.trocr4j.checkpoint;

import java.util.Map;
import java.util.regex.Pattern;

/** The two layouts of torch.save. They differ in how a pickle refers to a storage. */
enum TorchLayout {
    /** A zip archive, since PyTorch 1.6. The key of a storage is the name of its record. */
    ZIP(5, Pattern.compile("[0-9]{1,9}")),
    /** Pickles followed by storages. Keys are memory addresses, and persistent ids have a field for views. */
    LEGACY(6, Pattern.compile("[0-9]{1,20}"));

    private final int idLength;
    private final Pattern key;

    TorchLayout(int idLength, Pattern key) {
        this.idLength = idLength;
        this.key = key;
    }

    /** Returns the length of the tuple that refers to a storage. */
    int idLength() {
        return idLength;
    }

    boolean isKey(String text) {
        return key.matcher(text).matches();
    }

    /**
     * The content of a PyTorch file in either layout.
     *
     * @param root the saved object
     * @param begins first byte in the file of each referenced storage, by key; each is completely inside the file
     */
    record Contents(Object root, Map<String, Long> begins) {}
}
