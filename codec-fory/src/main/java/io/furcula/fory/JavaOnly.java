package io.furcula.fory;

import io.furcula.manager.ManagedProxy;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Which classes only Java's serialisation gets right: those with {@code writeObject}, {@code readObject}
 * and the like, those that choose their fields, and those below a class that is not {@code Serializable}
 * and has state. One that is replaced by another object ({@code writeReplace}) is not among them: the
 * other object is looked at instead. But for proxies of managers: what those are replaced by asks Java's
 * serialisation who will read it.
 */
final class JavaOnly {

    private static final ClassValue<Boolean> IS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return Externalizable.class.isAssignableFrom(type)
                    || ManagedProxy.class.isAssignableFrom(type)
                    || Throwable.class.isAssignableFrom(type)
                    || (Serializable.class.isAssignableFrom(type)
                            && !isReplaced(type)
                            && needsJava(type));
        }
    };

    private JavaOnly() {}

    /** Asked by Fory about every class that it has no serializer of its own for. */
    static @Nullable Serializer<?> serializer(TypeResolver resolver, Class<?> type) {
        return is(type) ? new Declining(resolver, type) : null;
    }

    static boolean is(Class<?> type) {
        return !type.isArray() && !type.isEnum() && IS.get(type);
    }

    private static boolean isReplaced(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (hasMethod(c, "writeReplace")) {
                return true;
            }
        }
        return false;
    }

    private static boolean needsJava(Class<?> type) {
        for (Class<?> c = type; c != Object.class && c != null; c = c.getSuperclass()) {
            if (Serializable.class.isAssignableFrom(c)
                    ? choosesItsForm(c)
                    : Arrays.stream(c.getDeclaredFields()).anyMatch(JavaOnly::isState)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isState(Field field) {
        return !Modifier.isStatic(field.getModifiers());
    }

    private static boolean choosesItsForm(Class<?> type) {
        return hasMethod(type, "writeObject", ObjectOutputStream.class)
                || hasMethod(type, "readObject", ObjectInputStream.class)
                || hasMethod(type, "readObjectNoData")
                || Arrays.stream(type.getDeclaredFields())
                        .anyMatch(field -> field.getName().equals("serialPersistentFields"));
    }

    private static boolean hasMethod(Class<?> type, String name, Class<?>... parameters) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name)
                    && Arrays.equals(method.getParameterTypes(), parameters)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the message where such an object comes up. */
    static final class Declining extends Serializer<Object> {
        private final Class<?> declined;

        @SuppressWarnings("unchecked") // it writes and reads none
        Declining(TypeResolver resolver, Class<?> type) {
            super(resolver.getConfig(), (Class<Object>) type);
            this.declined = type;
        }

        @Override
        public void write(WriteContext context, Object value) {
            throw new DeclinedException(declined);
        }

        @Override
        public Object read(ReadContext context) {
            throw new DeclinedException(declined);
        }
    }
}
