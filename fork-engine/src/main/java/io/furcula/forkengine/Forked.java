package io.furcula.forkengine;

/**
 * A child, as its parent sees it.
 *
 * @param pid its process id
 * @param pidfd a descriptor of the process, which the caller closes
 */
public record Forked(long pid, int pidfd) {}
