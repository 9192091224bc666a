package io.furcula.forkserver;

import io.furcula.Target;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server loads, initialises and warms before it is copied: every child has it from its start.
 *
 * <pre>{@code
 * ForkServer.preload(Preload.builder()
 *         .classes(ObjectMapper.class)
 *         .initialiser(() -> Json.MAPPER.readTree("{}"))
 *         .build());
 * }</pre>
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Preload implements Serializable {

    private static final long serialVersionUID = 1;

    private final ArrayList<String> classes;

    @SuppressWarnings("serial") // a target is serialisable
    private final @Nullable Target initialiser;

    private final OnError onError;

    private Preload(Builder builder) {
        this.classes = new ArrayList<>(builder.classes);
        this.initialiser = builder.initialiser;
        this.onError = builder.onError;
    }

    /** What is done about a class that cannot be loaded, or an initialiser that throws. */
    public enum OnError {
        /** It is in the report. */
        IGNORE,
        /** It is in the report, and on the server's standard error. */
        WARN,
        /** {@link ForkServer#preload} throws. */
        FAIL
    }

    /** {@return a builder of one that loads nothing yet} */
    public static Builder builder() {
        return new Builder();
    }

    List<String> classes() {
        return classes;
    }

    @Nullable
    Target initialiser() {
        return initialiser;
    }

    OnError onError() {
        return onError;
    }

    /**
     * What to load; each part may be left out.
     *
     * <p><b>Thread safety:</b> confined to one thread.
     */
    public static final class Builder {
        private final List<String> classes = new ArrayList<>();
        private @Nullable Target initialiser;
        private OnError onError = OnError.WARN;

        private Builder() {}

        /**
         * Adds classes to be loaded and initialised.
         *
         * @param added the classes
         * @return this
         */
        public Builder classes(Class<?>... added) {
            Stream.of(added).map(Class::getName).forEach(classes::add);
            return this;
        }

        /**
         * Adds classes that this process need not load.
         *
         * @param names as {@link Class#forName} takes them
         * @return this
         */
        public Builder classes(String... names) {
            classes.addAll(List.of(names));
            return this;
        }

        /**
         * Sets what is run once the classes are there: it fills static fields, and warms what is to be
         * warm. It is serialised. Threads that it starts are not in the children.
         *
         * @param target what to run
         * @return this
         */
        public Builder initialiser(Target target) {
            this.initialiser = target;
            return this;
        }

        /**
         * Sets what is done about errors; {@link OnError#WARN} by default.
         *
         * @param policy what is done
         * @return this
         */
        public Builder onError(OnError policy) {
            this.onError = policy;
            return this;
        }

        /** {@return what to load} */
        public Preload build() {
            return new Preload(this);
        }
    }
}
