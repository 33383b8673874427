/**
 * Digits and strips of digits: IDX files, the download of MNIST, generated digits, augmentation. Independent of models.
 */
package io.github.trocr4j.data;
