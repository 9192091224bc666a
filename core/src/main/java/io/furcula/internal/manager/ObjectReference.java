package io.furcula.internal.manager;

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
        return Reading.resolve(id, type);
    }
}
