/** HTTP as downloads need it: where an address may lead, what fails for a while, a body with a limit on each wait. */
package io.github.trocr4j.http;
