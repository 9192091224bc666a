package io.furcula;

import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.TwoCopies;
import java.util.function.UnaryOperator;

/**
 * A record in shared memory, laid out as its {@link Structure} says: Python's shared {@code ctypes} structures. Every
 * operation is atomic: whoever reads gets the record as it was written last, or before it, as a whole, also if a writer is killed in the
 * middle. (There are two copies of it, and a version that says which is valid; writers take turns, and
 * readers wait for nobody.)
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes, without {@link #lock}, which is for what is more than
 * one operation.
 *
 * @param <R> the record's type
 */
public final class StructValue<R extends Record> extends SharedObject implements Value {

    private static final long serialVersionUID = 1;

    private final transient StructCell<R> cell;

    StructValue(Structure<R> structure, SharedBlock block) {
        super(Kind.STRUCT, block);
        this.cell = new StructCell<>(
                structure, new TwoCopies(block.region(), valueOffset(), structure.sizeBytes()));
    }

    static int blockBytes(Structure<?> structure) {
        return Math.toIntExact(VALUE_OFFSET + TwoCopies.sizeBytes(structure.sizeBytes()));
    }

    private StructCell<R> cell() {
        words();
        return cell;
    }

    /** {@return how the record is laid out} */
    public Structure<R> structure() {
        return cell.structure();
    }

    /** {@return the record} */
    public R get() {
        return cell().get();
    }

    /**
     * Replaces the record.
     *
     * @param value the new one
     */
    public void set(R value) {
        cell().set(value);
    }

    /**
     * Replaces the record by a function of it, atomically.
     *
     * @param function called once; must not write this value. If it throws, nothing changes
     * @return the new record
     */
    public R updateAndGet(UnaryOperator<R> function) {
        return cell().updateAndGet(function);
    }

    /**
     * Replaces the record by a function of it, atomically.
     *
     * @param function called once; must not write this value. If it throws, nothing changes
     * @return the record before
     */
    public R getAndUpdate(UnaryOperator<R> function) {
        return cell().getAndUpdate(function);
    }

    /**
     * {@return one field of the record}
     *
     * @param field its name; of a record in it: {@code "at.x"}
     * @throws IllegalArgumentException if there is none of that name
     */
    public Object get(String field) {
        return cell().get(field);
    }

    /**
     * Sets one field of the record; the others stay as they are.
     *
     * @param field its name; of a record in it: {@code "at.x"}
     * @param value its new value, of exactly the field's type
     * @throws IllegalArgumentException if there is none of that name, or the value has another type
     */
    public void set(String field, Object value) {
        cell().set(field, value);
    }

    @Override
    Object handle(BlockRef exported) {
        return StructCell.Handle.of(cell.structure(), false, exported);
    }

    /** {@return the record as text} */
    @Override
    public String toString() {
        return isClosed() ? "closed" : String.valueOf(get());
    }
}
