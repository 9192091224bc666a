package io.furcula.forkengine;

/** A thread that is suspended for a fork, and where it is. */
record HeldThread(Thread thread, RestState state) {}
