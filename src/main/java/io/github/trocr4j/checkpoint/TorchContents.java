package io.github.trocr4j.checkpoint;

import java.util.Map;

/**
 * What either layout of a PyTorch file comes to.
 *
 * @param root what was saved
 * @param begins first byte in the file of each storage that it mentions, by key; every one is there in full
 */
record TorchContents(Object root, Map<String, Long> begins) {}
