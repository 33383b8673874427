/** Training with steps that other processes compute: data-parallel, or local SGD. */
package io.github.trocr4j.train.distributed;
