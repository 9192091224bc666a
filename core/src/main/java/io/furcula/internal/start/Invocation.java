package io.furcula.internal.start;

import io.furcula.Target;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A target with its arguments. No record: reading one costs a fresh JVM some 10 ms. */
public final class Invocation implements Serializable {

    private static final long serialVersionUID = 1;

    private final Serializable target;
    private final @Nullable Object[] arguments;

    /**
     * Creates one.
     *
     * @param target a {@link Target}, or one of its forms with arguments
     * @param arguments as many as the target takes
     */
    public Invocation(Serializable target, @Nullable Object... arguments) {
        this.target = target;
        this.arguments = arguments;
    }

    /** {@return the arguments} As many as the target takes. */
    public @Nullable Object[] arguments() {
        return arguments.clone();
    }

    /** {@return the name of the class that the target is written in} */
    public String targetClass() {
        String name = target.getClass().getName();
        int lambda =
                name.indexOf("$$Lambda"); // HotSpot's name of what a lambda is made an object of
        return lambda < 0 ? name : name.substring(0, lambda);
    }

    /**
     * Calls the target.
     *
     * @throws Exception what it throws
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the factory methods of Context checked them
    public void call() throws Exception {
        if (target instanceof Target t) {
            t.run();
        } else if (target instanceof Target.Indexed t) {
            t.run((Integer) arguments[0]);
        } else if (target instanceof Target.Of1 t) {
            t.run(arguments[0]);
        } else if (target instanceof Target.Of2 t) {
            t.run(arguments[0], arguments[1]);
        } else if (target instanceof Target.Of3 t) {
            t.run(arguments[0], arguments[1], arguments[2]);
        } else {
            ((Target.Of4) target).run(arguments[0], arguments[1], arguments[2], arguments[3]);
        }
    }
}
