package io.furcula.internal.manager;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.Set;

/**
 * The classes that the methods of an interface name, in parameters, results and exceptions: those that may
 * be sent once the interface is registered. With their superclasses, the components of records, the classes
 * that a sealed one permits, and the methods of interfaces among them.
 */
public final class SignatureTypes {

    private final Set<Class<?>> seen = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    private SignatureTypes() {}

    /**
     * {@return the names of an interface's classes, or of a class with those that belong to it}
     *
     * @param type the interface or class
     */
    public static Set<String> of(Class<?> type) {
        SignatureTypes types = new SignatureTypes();
        types.add(type);
        return types.names;
    }

    private void addMethods(Class<?> type) {
        for (Exposed.Call call : Exposed.of(type).calls()) {
            add(call.method().getGenericReturnType());
            for (Type parameter : call.method().getGenericParameterTypes()) {
                add(parameter);
            }
            for (Class<?> failure : call.method().getExceptionTypes()) {
                add(failure);
            }
        }
    }

    private void add(Type type) {
        if (type instanceof Class<?> c) {
            addClass(c);
        } else if (type instanceof ParameterizedType p) {
            add(p.getRawType());
            for (Type argument : p.getActualTypeArguments()) {
                add(argument);
            }
        } else if (type instanceof GenericArrayType a) {
            add(a.getGenericComponentType());
        } else if (type instanceof WildcardType w) {
            for (Type bound : w.getUpperBounds()) {
                add(bound);
            }
        }
    }

    private void addClass(Class<?> type) {
        if (type.isArray()) {
            addClass(type.getComponentType());
            return;
        }
        // What the JDK's classes may be is for the list of those to say.
        if (type.getClassLoader() == null || !seen.add(type)) {
            return;
        }
        names.add(type.getName());
        if (type.getSuperclass() != null) {
            addClass(type.getSuperclass());
        }
        if (type.isInterface()) {
            addMethods(type);
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                add(component.getGenericType());
            }
        }
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                addClass(permitted);
            }
        }
    }
}
