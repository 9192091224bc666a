package io.furcula.forkserver;

/**
 * What a server is asked for: one byte on its control socket, with the descriptors that belong to it. All
 * else is said on the channel, which is the first of them.
 *
 * <pre>
 *   client                          server                        child
 *     | START, channel, input,        |                             |
 *     |   error, output? ------------>|                             |
 *     |                               | forks ---------------------&gt;|
 *     |&lt;--------- BORN, pid ----------|   (or REFUSED, why)         |
 *     |&lt;--------- HELLO, pid ---------------------------------------|  both are waited for, in any order
 *     |---------- OPTIONS, TASK -----------------------------------&gt;|
 *     |                               |                             | runs
 *     |&lt;--------- FAILED, if the target threw ----------------------|
 *
 *     | PRELOAD, channel ------------>|
 *     |---------- OPTIONS (Preload) ->|
 *     |&lt;--------- OPTIONS (report) ---|
 *
 *     | LOAD, channel --------------->|
 *     |---------- OPTIONS (name) ---->|
 * </pre>
 *
 * <p>The child is a child of the client's process (CLONE_PARENT), which waits for it as for any other; so
 * it does not matter for a child that runs if the server dies. Whoever sees the end of the channel before
 * HELLO knows that its target has not run.
 */
final class Requests {

    /** The descriptor on which a server gets them. */
    static final int CONTROL = 3;

    static final byte START = 1;
    static final byte PRELOAD = 2;

    /** To load and link a class, but not to initialise it: children to come need it. */
    static final byte LOAD = 3;

    private Requests() {}
}
