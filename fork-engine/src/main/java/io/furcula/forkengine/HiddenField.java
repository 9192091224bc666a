package io.furcula.forkengine;

import org.jspecify.annotations.Nullable;

/**
 * A private field of the JDK, reached through JNI and so without {@code --add-opens}. Found once, in the
 * parent: a child has no time to look for it.
 *
 * <p><b>Thread safety:</b> immutable; an access is as one of a plain field.
 */
final class HiddenField {

    private final Class<?> owner;
    private final boolean isStatic;
    private final long id;

    private HiddenField(Class<?> owner, boolean isStatic, String name, String type) {
        this.owner = owner;
        this.isStatic = isStatic;
        this.id = Shim.fieldId0(owner, isStatic, name, type);
    }

    /**
     * {@return an instance's field}
     *
     * @param type as in class files: {@code I}, {@code J} or {@code Ljava/lang/String;}
     * @throws NoSuchFieldError if there is none
     */
    static HiddenField of(Class<?> owner, String name, String type) {
        return new HiddenField(owner, false, name, type);
    }

    /** {@return a static field, as above} */
    static HiddenField ofClass(Class<?> owner, String name, String type) {
        return new HiddenField(owner, true, name, type);
    }

    /** {@return whether an object has it} */
    boolean isIn(Object target) {
        return !isStatic && owner.isInstance(target);
    }

    /** {@return the value of a static field} */
    @Nullable
    Object get() {
        return Shim.get0(owner, null, id);
    }

    @Nullable
    Object get(Object target) {
        checkType(target);
        return Shim.get0(owner, target, id);
    }

    void set(Object target, @Nullable Object value) {
        checkType(target);
        Shim.set0(target, id, value);
    }

    int getInt(Object target) {
        checkType(target);
        return Shim.getInt0(target, id);
    }

    void setInt(Object target, int value) {
        checkType(target);
        Shim.setInt0(target, id, value);
    }

    long getLong(Object target) {
        checkType(target);
        return Shim.getLong0(target, id);
    }

    void setLong(Object target, long value) {
        checkType(target);
        Shim.setLong0(target, id, value);
    }

    /** JNI does not check it, and would write anywhere. */
    private void checkType(Object target) {
        if (!isIn(target)) {
            throw new IllegalArgumentException(
                    target.getClass() + " has no such field of " + owner);
        }
    }
}
