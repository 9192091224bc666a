package io.furcula.sync;

import io.furcula.internal.ErrorText;
import java.util.concurrent.BrokenBarrierException;

/**
 * A party of a {@link Barrier} was killed while it waited there, so the others would wait for ever. Told
 * to all of them; the barrier stays broken until {@link Barrier#reset}.
 */
public final class PartyDiedException extends BrokenBarrierException {

    private static final long serialVersionUID = 1;

    /** Who died. */
    private final Owner party;

    /**
     * Creates one.
     *
     * @param party who died
     */
    public PartyDiedException(Owner party) {
        super(ErrorText.of(
                        "FUR-402",
                        "A party of the barrier, thread "
                                + party.thread()
                                + " of process "
                                + party.pid()
                                + ", died while it waited.")
                .remedy("replace it, then reset() the barrier")
                .toString());
        this.party = party;
    }

    /** {@return who died} */
    public Owner party() {
        return party;
    }
}
