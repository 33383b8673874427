/** Models from the HuggingFace Hub: downloads that go on where they stopped and are checked before they appear. */
package io.github.trocr4j.hub;
