package io.furcula.internal.manager;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;

/** An object of the server, in a message between that server and a client. */
final class ObjectReference implements Serializable {

    private static final long serialVersionUID = 1;

    private final long id;
    private final String type;

    ObjectReference(long id, String type) {
        this.id = id;
        this.type = type;
    }

    private Object readResolve() throws ObjectStreamException {
        Resolver resolver = Resolver.CURRENT.get();
        if (resolver == null) {
            throw new InvalidObjectException(
                    "a reference to an object of a manager's server that is"
                            + " not read from that server");
        }
        return resolver.resolve(id, type);
    }
}
