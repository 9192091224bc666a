package io.furcula.fory;

import java.io.ObjectInputFilter;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.fory.resolver.TypeChecker;
import org.apache.fory.resolver.TypeResolver;
import org.jspecify.annotations.Nullable;

/**
 * Asks the filters of Java's serialisation about each class that Fory does not know by itself: {@code
 * furcula.serial.filter} and that of the whole JVM. Their limits on depth, references and bytes are not
 * asked about.
 */
final class FilteredTypes implements TypeChecker {

    private static final String PROPERTY = "furcula.serial.filter";

    static final FilteredTypes INSTANCE =
            new FilteredTypes(Stream.of(ofProperty(), ObjectInputFilter.Config.getSerialFilter())
                    .filter(Objects::nonNull)
                    .toArray(ObjectInputFilter[]::new));

    private final ObjectInputFilter[] filters;

    FilteredTypes(ObjectInputFilter... filters) {
        this.filters = filters.clone();
    }

    private static @Nullable ObjectInputFilter ofProperty() {
        String pattern = System.getProperty(PROPERTY);
        return pattern == null ? null : ObjectInputFilter.Config.createFilter(pattern);
    }

    @Override
    public boolean checkType(TypeResolver resolver, String className) {
        if (filters.length == 0) {
            return true;
        }
        Class<?> type;
        try {
            type = Class.forName(className, false, resolver.getClassLoader());
        } catch (ClassNotFoundException e) {
            return true; // whoever looks for it next says so
        }
        for (ObjectInputFilter filter : filters) {
            if (filter.checkInput(new OfClass(type)) == ObjectInputFilter.Status.REJECTED) {
                return false;
            }
        }
        return true;
    }

    /** Of an object of some class, the first in its stream. */
    private record OfClass(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
