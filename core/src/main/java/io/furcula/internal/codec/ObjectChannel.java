package io.furcula.internal.codec;

/**
 * A stream of objects that knows between whom it is: for objects that do not tell everything to everyone, nor
 * believe it.
 */
public interface ObjectChannel {

    /** {@return whether both ends are processes of one user, which trust each other} */
    boolean isPrivate();
}
