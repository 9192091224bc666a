package io.furcula.sync;

import io.furcula.internal.ErrorText;

/**
 * The last holder of a lock was killed while it held it. Told once, to the next holder: <b>the lock
 * is held by the caller</b>, who should bring what it protects back into order and unlock it.
 */
public final class OwnerDiedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Who died. */
    private final Owner owner;

    /**
     * Creates one.
     *
     * @param owner who died
     */
    public OwnerDiedException(Owner owner) {
        super(ErrorText.of(
                        "FUR-401",
                        "The holder of the lock, thread "
                                + owner.thread()
                                + " of process "
                                + owner.pid()
                                + ", died while it held it. The lock is now yours.")
                .remedy("repair what the lock protects, then unlock()")
                .toString());
        this.owner = owner;
    }

    /** {@return who died} */
    public Owner owner() {
        return owner;
    }
}
