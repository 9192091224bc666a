package io.furcula;

import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.TwoCopies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An array of records in shared memory, each laid out as its {@link Structure} says. An operation on one element is atomic, as
 * those of {@link StructValue}. At first all fields are zero: a record whose constructor refuses that can be read only
 * once it was set.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 *
 * @param <R> the records' type
 */
public final class StructArray<R extends Record> extends SharedArray implements Array {

    private static final long serialVersionUID = 1;

    private final transient Structure<R> structure;

    StructArray(Structure<R> structure, SharedBlock block) {
        super(Kind.STRUCT, block, elementBytes(structure));
        this.structure = structure;
    }

    private StructArray(StructArray<R> array, int from, int length) {
        super(array, from, length);
        this.structure = array.structure;
    }

    static int elementBytes(Structure<?> structure) {
        return Math.toIntExact(TwoCopies.sizeBytes(structure.sizeBytes()));
    }

    private StructCell<R> cell(int index) {
        return new StructCell<>(
                structure,
                new TwoCopies(block().region(), elementOffset(index), structure.sizeBytes()));
    }

    /** {@return how a record is laid out} */
    public Structure<R> structure() {
        return structure;
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public R get(int index) {
        return cell(index).get();
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, R value) {
        cell(index).set(value);
    }

    /**
     * Replaces an element by a function of it, atomically.
     *
     * @param index from 0 to {@code length() - 1}
     * @param function called once; must not write the same element. If it throws, nothing changes
     * @return the new element
     */
    public R updateAndGet(int index, UnaryOperator<R> function) {
        return cell(index).updateAndGet(function);
    }

    /**
     * {@return one field of an element}
     *
     * @param index from 0 to {@code length() - 1}
     * @param field its name; of a record in it: {@code "at.x"}
     * @throws IllegalArgumentException if there is none of that name
     */
    public Object get(int index, String field) {
        return cell(index).get(field);
    }

    /**
     * Sets one field of an element; the others stay as they are.
     *
     * @param index from 0 to {@code length() - 1}
     * @param field its name; of a record in it: {@code "at.x"}
     * @param value its new value, of exactly the field's type
     * @throws IllegalArgumentException if there is none of that name, or the value has another type
     */
    public void set(int index, String field, Object value) {
        cell(index).set(field, value);
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(R value) {
        for (int i = 0; i < length(); i++) {
            set(i, value);
        }
    }

    /**
     * Copies elements in.
     *
     * @param index where the first one goes
     * @param source the elements
     */
    public void copyFrom(int index, List<R> source) {
        for (int i = 0; i < source.size(); i++) {
            set(index + i, source.get(i));
        }
    }

    /** {@return a copy of all elements} */
    public List<R> toList() {
        List<R> copy = new ArrayList<>(length());
        stream().forEach(copy::add);
        return copy;
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public Stream<R> stream() {
        return IntStream.range(0, length()).mapToObj(this::get);
    }

    @Override
    public StructArray<R> slice(int from, int length) {
        return new StructArray<>(this, from, length);
    }

    @Override
    Object wholeHandle(BlockRef exported) {
        return StructCell.Handle.of(structure, true, exported);
    }
}
