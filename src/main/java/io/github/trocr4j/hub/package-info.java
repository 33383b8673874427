/** Downloads of models from the HuggingFace Hub, which resume and are checked before they appear. */
package io.github.trocr4j.hub;
