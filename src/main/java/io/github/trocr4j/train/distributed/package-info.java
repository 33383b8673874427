/** Training whose steps are computed by other processes: data-parallel, or local SGD. */
package io.github.trocr4j.train.distributed;
