package io.furcula.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/** Has a class that is on no class path. */
final class PrivateLoader extends ClassLoader {

    static final String NAME = "io.furcula.testkit.MissingClass";

    PrivateLoader() {
        super(PrivateLoader.class.getClassLoader());
    }

    /** {@return an object of that class} */
    Object create(int number) throws ReflectiveOperationException {
        Constructor<?> constructor = loadClass(NAME).getDeclaredConstructor(int.class);
        constructor.setAccessible(true);
        return constructor.newInstance(number);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!name.equals(NAME)) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream in = PrivateLoader.class.getResourceAsStream("PresentClass.class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] renamed = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .replace("PresentClass", "MissingClass")
                    .getBytes(StandardCharsets.ISO_8859_1);
            return defineClass(name, renamed, 0, renamed.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
