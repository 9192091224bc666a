package io.furcula.internal.manager;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an interface that can be called on an object in the server, by their signature: all that
 * are not static. Nothing else of the object can be reached.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class Exposed {

    /** What every object has. */
    static final Call TO_STRING = new Call(objectMethod("toString"));

    private static final ClassValue<Exposed> ALL = new ClassValue<>() {
        @Override
        protected Exposed computeValue(Class<?> type) {
            return new Exposed(type);
        }
    };

    private final Map<String, Call> bySignature = new HashMap<>();

    private Exposed(Class<?> type) {
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !isOfObject(method)) {
                method.trySetAccessible(); // of an interface that is not public
                bySignature.put(signature(method), new Call(method));
            }
        }
        bySignature.put(TO_STRING.signature, TO_STRING);
    }

    /** A method that can be called. */
    static final class Call {
        private final Method method;
        private final String signature;
        private final boolean interruptible;

        private Call(Method method) {
            this.method = method;
            this.signature = Exposed.signature(method);
            this.interruptible =
                    List.of(method.getExceptionTypes()).contains(InterruptedException.class);
        }

        Method method() {
            return method;
        }

        String signature() {
            return signature;
        }

        /** {@return whether its caller expects {@link InterruptedException}} */
        boolean isInterruptible() {
            return interruptible;
        }

        /** {@return whether its callers expect that it may throw this} */
        boolean declares(Throwable failure) {
            if (failure instanceof RuntimeException || failure instanceof Error) {
                return true;
            }
            for (Class<?> type : method.getExceptionTypes()) {
                if (type.isInstance(failure)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** {@return the methods of an interface} */
    static Exposed of(Class<?> type) {
        return ALL.get(type);
    }

    /** {@return the method, or null if there is none} */
    @Nullable
    Call find(String signature) {
        return bySignature.get(signature);
    }

    /** {@return the method, of the interface or of one that it extends} */
    Call call(Method method) {
        Call call = bySignature.get(signature(method));
        if (call == null) {
            throw new AssertionError(method + " is not among " + bySignature.keySet());
        }
        return call;
    }

    /** {@return all of them} */
    Collection<Call> calls() {
        return new ArrayList<>(bySignature.values());
    }

    static boolean isOfObject(Method method) {
        return switch (method.getName()) {
            case "equals" ->
                method.getParameterCount() == 1 && method.getParameterTypes()[0] == Object.class;
            case "hashCode", "toString" -> method.getParameterCount() == 0;
            default -> false;
        };
    }

    private static String signature(Method method) {
        StringBuilder text = new StringBuilder(method.getName()).append('(');
        for (Class<?> type : method.getParameterTypes()) {
            text.append(type.getName()).append(',');
        }
        return text.append(')').toString();
    }

    private static Method objectMethod(String name) {
        try {
            return Object.class.getMethod(name);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
