package io.furcula.internal.codec;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from an object to what cannot be serialised in it: {@code
 * arguments[0].owner.thread}. Serialises once more to see what it stops at, then searches the
 * object graph breadth first, so that the way is a shortest one. Fields that reflection may not read
 * are not followed.
 */
final class FieldPath {

    private static final int MOST_OBJECTS = 100_000;

    private FieldPath() {}

    static Optional<String> toCulprit(Object root) {
        Object culprit = culprit(root);
        return culprit == null || culprit == root ? Optional.empty() : search(root, culprit);
    }

    private static @Nullable Object culprit(Object root) {
        Tracer tracer = null;
        try {
            tracer = new Tracer();
            tracer.writeObject(root);
        } catch (NotSerializableException e) {
            return tracer == null ? null : tracer.last;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // It failed in another way: no single object is to blame.
        }
        return null;
    }

    private static final class Tracer extends ObjectOutputStream {
        private @Nullable Object last;
        private boolean failed;

        Tracer() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            failed |= object instanceof NotSerializableException; // which the stream writes itself
            if (!failed) {
                last = object;
            }
            return object;
        }
    }

    private record Step(Object object, String path) {}

    private static Optional<String> search(Object root, Object culprit) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Step> next = new ArrayDeque<>();
        next.add(new Step(root, ""));
        while (!next.isEmpty() && seen.size() < MOST_OBJECTS) {
            Step step = next.remove();
            if (step.object == culprit) {
                return Optional.of(step.path + " (" + culprit.getClass().getName() + ")");
            }
            if (seen.add(step.object)) {
                forEachReference(
                        step.object,
                        (edge, object) -> next.add(new Step(object, join(step.path, edge))));
            }
        }
        return Optional.empty();
    }

    private static String join(String path, String edge) {
        return path.isEmpty() || edge.startsWith("[") ? path + edge : path + "." + edge;
    }

    private static void forEachReference(Object object, BiConsumer<String, Object> action) {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            for (int i = 0;
                    !type.getComponentType().isPrimitive() && i < Array.getLength(object);
                    i++) {
                visit("[" + i + "]", Array.get(object, i), action);
            }
        } else if (object instanceof SerializedLambda lambda) {
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                visit("captured[" + i + "]", lambda.getCapturedArg(i), action);
            }
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visit("[key]", key, action);
                visit("[" + key + "]", value, action);
            });
        } else if (object instanceof Iterable<?> elements) {
            int i = 0;
            for (Object element : elements) {
                visit("[" + i++ + "]", element, action);
            }
        } else {
            forEachField(object, action);
        }
    }

    private static void forEachField(Object object, BiConsumer<String, Object> action) {
        for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
            if (!Serializable.class.isAssignableFrom(c)) {
                return;
            }
            replaced(object, c).ifPresent(lambda -> forEachReference(lambda, action));
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    try {
                        visit(field.getName(), field.get(object), action);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError("made accessible", e);
                    }
                }
            }
        }
    }

    /** What stands for a lambda when it is serialised, and tells what it captured. */
    private static Optional<SerializedLambda> replaced(Object object, Class<?> type) {
        if (!type.isHidden() && !type.isSynthetic()) {
            return Optional.empty();
        }
        try {
            Method writeReplace = type.getDeclaredMethod("writeReplace");
            return writeReplace.trySetAccessible()
                            && writeReplace.invoke(object) instanceof SerializedLambda lambda
                    ? Optional.of(lambda)
                    : Optional.empty();
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static void visit(
            String edge, @Nullable Object object, BiConsumer<String, Object> action) {
        if (object != null) {
            action.accept(edge, object);
        }
    }
}
