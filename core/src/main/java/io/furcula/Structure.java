package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.RecordField;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a record is laid out in shared memory: as C lays out a struct of the same fields, in their order, each at a multiple of its
 * own size, in native byte order. Fields are {@code boolean}, {@code byte}, {@code short}, {@code char}, {@code int}, {@code
 * long}, {@code float}, {@code double}, and records of such fields.
 *
 * <pre>{@code
 * record Point(double x, double y) {}
 * record Body(int id, Point at) {}
 * System.out.println(Structure.of(Body.class));
 *  offset  bytes  field  type
 *       0      4  id     int
 *       8      8  at.x   double
 *      16      8  at.y   double
 *      24             = size, aligned to 8
 * }</pre>
 *
 * <p>Records of a named module must be in a package that is open to {@code io.furcula}.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param <R> the record's type
 */
public final class Structure<R extends Record> {

    private static final ClassValue<Structure<?>> KNOWN = new ClassValue<>() {
        @Override
        protected Structure<?> computeValue(Class<?> type) {
            return new Structure<>(type.asSubclass(Record.class), List.of());
        }
    };

    private final Class<R> type;
    private final Constructor<R> constructor;
    private final List<Component> components = new ArrayList<>();

    /** Those of the records in it, too. */
    private final List<RecordField> fields = new ArrayList<>();

    private final int alignment;
    private final int sizeBytes;

    /** One component: a field, or a record of its own. */
    private record Component(
            Method accessor,
            @Nullable RecordField field,
            @Nullable Structure<?> record,
            int offset) {}

    /** One that is a field of records of other types. */
    private Structure(Class<R> type, List<Class<?>> around) {
        this.type = type;
        List<Class<?>> all = new ArrayList<>(around);
        all.add(type);
        if (around.contains(type)) {
            throw impossible(
                    type + " is a field of itself", "the index of an element, in its place");
        }
        RecordComponent[] parts = type.getRecordComponents();
        int end = 0;
        int largest = 1;
        try {
            Class<?>[] types =
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
            this.constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            for (RecordComponent part : parts) {
                part.getAccessor().setAccessible(true);
                Structure<?> inner = inner(part.getType(), all);
                RecordField field = inner == null ? field(part, end) : null;
                int size = inner == null ? requireField(field, part).sizeBytes() : inner.sizeBytes;
                int align = inner == null ? size : inner.alignment;
                int offset = aligned(end, align);
                components.add(new Component(
                        part.getAccessor(),
                        field == null ? null : field.at(offset),
                        inner,
                        offset));
                addFields(part.getName(), field, inner, offset);
                end = offset + size;
                largest = Math.max(largest, align);
            }
        } catch (NoSuchMethodException | InaccessibleObjectException e) {
            throw impossible(
                    type + " cannot be used: " + e.getMessage(),
                    "opens " + type.getPackageName() + " to io.furcula; in module-info.java");
        }
        if (components.isEmpty()) {
            throw impossible(type + " has no fields", "a record with fields");
        }
        this.alignment = largest;
        this.sizeBytes = aligned(end, largest);
    }

    private static @Nullable Structure<?> inner(Class<?> type, List<Class<?>> around) {
        return type.isRecord() ? new Structure<>(type.asSubclass(Record.class), around) : null;
    }

    private static int aligned(int offset, int alignment) {
        return (offset + alignment - 1) & -alignment;
    }

    private static @Nullable RecordField field(RecordComponent part, int offset) {
        return RecordField.of(part.getName(), part.getType(), offset);
    }

    private static RecordField requireField(@Nullable RecordField field, RecordComponent part) {
        if (field == null) {
            throw impossible(
                    part.getDeclaringRecord() + " has the field " + part.getName() + " of "
                            + part.getType(),
                    "fields of primitive types and of such records; strings and bytes of any"
                            + " length go into a ShareableList");
        }
        return field;
    }

    private static IllegalArgumentException impossible(String why, String remedy) {
        return new IllegalArgumentException(
                ErrorText.of("FUR-339", "No structure in shared memory: " + why + ".")
                        .remedy(remedy)
                        .toString());
    }

    private void addFields(
            String name, @Nullable RecordField field, @Nullable Structure<?> inner, int offset) {
        if (field != null) {
            fields.add(field.at(offset));
        } else if (inner != null) {
            inner.fields.forEach(f -> fields.add(f.within(name, offset)));
        }
    }

    /**
     * {@return the layout of a record}
     *
     * @param <R> its type
     * @param type its type
     * @throws IllegalArgumentException if it has no fields, or one of another type, or is not accessible
     */
    @SuppressWarnings("unchecked") // it is that of the type
    public static <R extends Record> Structure<R> of(Class<R> type) {
        return (Structure<R>) KNOWN.get(type);
    }

    @SuppressWarnings("unchecked") // a record's class is final
    static <R extends Record> Structure<R> ofRecord(R record) {
        return of((Class<R>) record.getClass());
    }

    /** {@return the record's type} */
    public Class<R> type() {
        return type;
    }

    /** {@return how many bytes a record takes} */
    public int sizeBytes() {
        return sizeBytes;
    }

    /**
     * {@return where a field is, in bytes}
     *
     * @param field its name; of a record's field in a field: {@code "at.x"}
     * @throws IllegalArgumentException if there is none of that name
     */
    public int offset(String field) {
        return field(field).offset();
    }

    RecordField field(String name) {
        for (RecordField field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new IllegalArgumentException("there is no field '" + name + "' in\n" + this);
    }

    byte[] encode(R record) {
        byte[] bytes = new byte[sizeBytes];
        encode(record, over(bytes), 0);
        return bytes;
    }

    private void encode(Object record, ByteBuffer bytes, int base) {
        for (Component component : components) {
            Object value = invoke(() -> component.accessor.invoke(record));
            if (component.field != null) {
                component.field.put(bytes, base, value);
            } else if (component.record != null) {
                component.record.encode(value, bytes, base + component.offset);
            }
        }
    }

    R decode(byte[] bytes) {
        return decode(over(bytes), 0);
    }

    private R decode(ByteBuffer bytes, int base) {
        Object[] values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            Component component = components.get(i);
            if (component.field != null) {
                values[i] = component.field.get(bytes, base);
            } else if (component.record != null) {
                values[i] = component.record.decode(bytes, base + component.offset);
            }
        }
        return invoke(() -> constructor.newInstance(values));
    }

    private static ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private interface Reflective<T> {
        T call() throws ReflectiveOperationException;
    }

    /** A record's own exception is thrown as it is. */
    private static <T> T invoke(Reflective<T> call) {
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException own) {
                throw own;
            } else if (e.getCause() instanceof Error own) {
                throw own;
            }
            throw new IllegalStateException("a record's method failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's methods are accessible", e);
        }
    }

    /** {@return a table of the fields, with their offsets} */
    @Override
    public String toString() {
        int width = fields.stream().mapToInt(f -> f.name().length()).max().orElse(0);
        width = Math.max(width, "field".length());
        String row = "%8s  %5s  %-" + width + "s  %s\n";
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, row, "offset", "bytes", "field", "type"));
        for (RecordField field : fields) {
            table.append(String.format(
                    Locale.ROOT,
                    row,
                    field.offset(),
                    field.sizeBytes(),
                    field.name(),
                    field.typeName()));
        }
        return table.append(String.format(
                        Locale.ROOT, "%8d         = size, aligned to %d", sizeBytes, alignment))
                .toString();
    }
}
