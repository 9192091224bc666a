package io.furcula.fory;

/** An object has come up that is to be sent by Java's serialisation, and so the whole message is. */
final class DeclinedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DeclinedException(Class<?> type) {
        super(type.getName() + " serialises itself with code of its own", null, false, false);
    }
}
