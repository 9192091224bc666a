package io.furcula.forkengine;

/** What a child does. Called in the copy of the thread that forked; the process ends when it returns. */
@FunctionalInterface
public interface ForkedMain {

    /**
     * Does the child's work.
     *
     * @param hooks runs the application's hooks; throws what they throw
     * @return the exit code
     */
    int run(Runnable hooks);
}
