package io.furcula.manager;

import java.io.ObjectStreamException;
import java.io.Serializable;

/**
 * What every proxy implements, besides the interface of its object. A proxy can be passed to a process as an
 * argument, put into a queue or a pipe, and stored in a managed map or list: it arrives as a proxy of the
 * same object.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes, as far as its object is.
 */
public interface ManagedProxy extends Serializable {

    /** {@return the number that the server knows its object by} */
    long objectNumber();

    /**
     * {@return what stands for this proxy when it is sent to another process} Called by Java's
     * serialisation.
     *
     * @throws ObjectStreamException never
     */
    Object writeReplace() throws ObjectStreamException;
}
