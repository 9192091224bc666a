package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.Connection;
import io.furcula.Context;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.MessageFormatException;
import io.furcula.NotTransferableException;
import io.furcula.Pipe;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.SharedMemoryException;
import io.furcula.StartMethods;
import io.furcula.Target;
import io.furcula.Value;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.codec.Codecs;
import io.furcula.spi.MessageCodec;
import io.furcula.sync.Lock;
import io.furcula.sync.Semaphore;
import io.furcula.testkit.CodecSamples.CodedException;
import io.furcula.testkit.CodecSamples.Colour;
import io.furcula.testkit.CodecSamples.Derived;
import io.furcula.testkit.CodecSamples.Empty;
import io.furcula.testkit.CodecSamples.Failing;
import io.furcula.testkit.CodecSamples.Hooked;
import io.furcula.testkit.CodecSamples.NamedList;
import io.furcula.testkit.CodecSamples.Nesting;
import io.furcula.testkit.CodecSamples.Node;
import io.furcula.testkit.CodecSamples.Outer;
import io.furcula.testkit.CodecSamples.Point;
import io.furcula.testkit.CodecSamples.Replaced;
import io.furcula.testkit.CodecSamples.Single;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link MessageCodec} must do: whatever Java's serialisation carries arrives, and arrives
 * right. A codec may decline an object by a {@link java.io.NotSerializableException}, and leave it to
 * Java's serialisation; it may not get it wrong. Its test is one line of wiring:
 *
 * <pre>{@code
 * class FastCodecTest extends MessageCodecContract {
 *     @Override protected MessageCodec codec() { return new FastCodec(); }
 * }
 * }</pre>
 *
 * <p>The codec must be registered, as for its users, so that it is found by its name. Where it is also
 * the chosen one, of its own accord or by {@code -Dfurcula.codec}, messages go through a child of each
 * start method that is on the class path. Every test has a deadline, and fails if it leaves a process, a
 * thread, a descriptor or a file behind.
 */
/* One long file: a contract is read as a whole, and inherited by one line. */
@ExtendWith({Deadline.class, LeakCheck.class})
public abstract class MessageCodecContract {

    /** Deeper than any data, and not too deep for the stack of any thread. */
    private static final int DEEP = 500;

    private static final int TOO_DEEP = 300_000;

    /** For subclasses. */
    protected MessageCodecContract() {}

    /** {@return the codec that is tested} */
    protected abstract MessageCodec codec();

    private byte[] written(@Nullable Object value) {
        return Codec.toBytes(value, "message", codec());
    }

    /** {@return what arrives} */
    @SuppressWarnings("unchecked") // a copy is of its original's type
    private <T> T sent(T value) {
        return (T) Objects.requireNonNull(Codec.fromBytes(written(value)));
    }

    private interface Change extends UnaryOperator<Integer>, Serializable {}

    /* What it says of itself. */

    @Test
    void nameIsAsciiAndIsFoundByTheServiceLoader() {
        assertTrue(codec().name().matches("\\p{ASCII}{1,255}"), codec().name());
        MessageCodec found = Codecs.named(codec().name());
        assertNotNull(found, () -> codec().name() + " is not registered");
        assertSame(codec().getClass(), found.getClass());
    }

    /* Values. */

    @Test
    void valuesArriveAsTheyWere() {
        for (Object value : CodecSamples.values()) {
            for (int i = 0; i < 2; i++) {
                Object copy = sent(value);
                assertTrue(
                        CodecSamples.same(value, copy),
                        () -> value + ", " + value.getClass() + ", arrives as " + copy + ", "
                                + copy.getClass());
            }
        }
    }

    @Test
    void valuesArriveInsideOneAnother() {
        List<Object> all = new ArrayList<>(CodecSamples.values());
        Map<String, Object> outer = new HashMap<>();
        outer.put("all", all.toArray());
        Map<String, Object> copy = sent(outer);
        Object[] copies = assertInstanceOf(Object[].class, copy.get("all"));
        for (int i = 0; i < copies.length; i++) {
            Object value = all.get(i);
            assertTrue(CodecSamples.same(value, copies[i]), () -> value + " is another one");
        }
    }

    @Test
    void enumConstantsStayTheOnesThatThereAre() {
        assertSame(Colour.GREEN, sent(Colour.GREEN));
        assertEquals(530, sent(List.of(Colour.GREEN)).get(0).wavelengthNm());
    }

    @Test
    void longListsArrive() {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            list.add(i % 4 == 0 ? Point.of(i) : i % 4 == 1 ? Colour.RED : i % 4 == 2 ? i : "s" + i);
        }
        assertEquals(list, sent(list));
        List<Object> nulls = new ArrayList<>(Collections.nCopies(100_000, null));
        assertEquals(nulls, sent(nulls));
        List<Empty> empty = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            empty.add(new Empty());
        }
        assertEquals(empty, sent(empty));
    }

    @Test
    void largeMessagesArrive() {
        byte[] bytes = new byte[32 << 20];
        bytes[bytes.length - 1] = 1;
        assertArrayEquals(bytes, sent(new ArrayList<>(List.of(bytes))).get(0));
    }

    /* The graph. */

    @Test
    void whatIsOneObjectArrivesAsOne() {
        Point point = Point.of(1);
        List<Object> copy = sent(new ArrayList<>(List.of(point, point, Point.of(1))));
        assertSame(copy.get(0), copy.get(1));
        assertNotSame(copy.get(0), copy.get(2));
    }

    @Test
    void circlesArrive() {
        Node node = new Node(null);
        node.next = new Node(node);
        Node copy = sent(node);
        assertSame(copy, assertInstanceOf(Node.class, copy.next).next);
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(new Node(list));
        List<Object> copies = sent(list);
        assertSame(copies, copies.get(0));
        assertSame(copies, assertInstanceOf(Node.class, copies.get(1)).next);
    }

    @Test
    void deepGraphsArriveAndTooDeepOnesAreRefused() {
        assertEquals(DEEP, Node.length(sent(Node.chain(DEEP))));
        Node chain = Node.chain(TOO_DEEP);
        assertThrows(NotTransferableException.class, () -> written(chain));
        assertEquals(Point.of(1), sent(Point.of(1)));
    }

    /* Classes with ideas of their own. */

    @Test
    void exceptionsArriveWithCauseStackAndFields() {
        CodedException thrown = new CodedException("m", 3, new IOException("why"));
        thrown.addSuppressed(new IllegalStateException("besides"));
        CodedException copy = sent(thrown);
        assertEquals("m", copy.getMessage());
        assertEquals(3, copy.code);
        assertEquals("java.io.IOException: why", String.valueOf(copy.getCause()));
        assertEquals("besides", copy.getSuppressed()[0].getMessage());
        assertArrayEquals(thrown.getStackTrace(), copy.getStackTrace());
        assertArrayEquals(
                thrown.getStackTrace(),
                ((Throwable) sent(new ArrayList<Object>(List.of(thrown))).get(0)).getStackTrace());
    }

    @Test
    void hooksOfSerialisationAreCalled() {
        assertEquals(6, sent(new Hooked(5)).content);
        assertEquals(
                6, ((Hooked) Objects.requireNonNull(sent(new Node(new Hooked(5))).next)).content);
        Outer outer = new Outer();
        outer.content = 5;
        assertEquals(6, sent(outer).content);
        assertSame(Single.INSTANCE, sent(Single.INSTANCE));
        assertSame(Single.INSTANCE, sent(new Node(Single.INSTANCE)).next);
    }

    @Test
    void whatIsReplacedIsAskedOnceAndArrivesOnce() {
        Replaced replaced = new Replaced(4);
        List<Object> copy = sent(new ArrayList<>(List.of(replaced, new Node(replaced))));
        assertEquals(1, replaced.asked);
        assertEquals(4, assertInstanceOf(Replaced.class, copy.get(0)).number);
        assertSame(copy.get(0), assertInstanceOf(Node.class, copy.get(1)).next);
    }

    @Test
    void transientFieldsStayBehindAndOtherConstructorsRun() {
        Derived derived = new Derived(3);
        derived.state = 8;
        Derived copy = sent(derived);
        assertEquals(3, copy.own);
        assertEquals(7, copy.fromConstructor);
        assertEquals(5, copy.state); // of a class that is not serialisable
        assertNull(copy.left);
    }

    @Test
    void collectionsWithFieldsArriveWithBoth() {
        NamedList list = new NamedList("n");
        list.add("x");
        NamedList copy = sent(list);
        assertEquals(list, copy);
        assertEquals("n", copy.name);
    }

    @Test
    void lambdasArrive() throws Exception {
        int captured = 10;
        Change add = x -> x + captured;
        Change minus = Math::negateExact;
        assertEquals(11, sent(add).apply(1));
        assertEquals(-1, sent(minus).apply(1));
        try (LongValue value = Value.ofLong(1)) {
            Target target = () -> value.add(captured);
            sent(target).run();
            assertEquals(11, value.get());
        }
    }

    /* Furcula's own objects. */

    @Test
    void sharedObjectsArriveAsThemselves() throws Exception {
        Lock lock = Lock.create();
        Semaphore semaphore = Semaphore.create(2);
        try (Queue<String> queue = Queue.create();
                LongValue value = Value.ofLong(5);
                LongArray array = io.furcula.Array.ofLongs(3);
                Pipe pipe = Pipe.duplex()) {
            List<Object> copy = sent(new ArrayList<>(
                    List.of(queue, queue, value, array, lock, semaphore, pipe.child())));
            assertSame(copy.get(0), copy.get(1));
            @SuppressWarnings("unchecked")
            Queue<String> queueThere = (Queue<String>) copy.get(0);
            queueThere.put("through it");
            assertEquals("through it", queue.take());
            ((LongValue) copy.get(2)).add(1);
            assertEquals(6, value.get());
            ((LongArray) copy.get(3)).set(2, 9);
            assertEquals(9, array.get(2));
            assertInstanceOf(Lock.class, copy.get(4));
            ((Semaphore) copy.get(5)).acquire();
            assertEquals(1, semaphore.availablePermits());
            semaphore.release();
            try (Connection end = (Connection) copy.get(6)) {
                end.send("through the pipe");
                assertEquals("through the pipe", pipe.parent().receive());
            }
        }
    }

    @Test
    void whatIsGoneIsSaidToBe() {
        Queue<String> queue = Queue.create();
        byte[] message = written(new Node(queue));
        queue.close();
        assertThrows(SharedMemoryException.class, () -> Codec.fromBytes(message));
    }

    /* What goes wrong. */

    @Test
    void whatCannotBeSentIsNamedAndHarmsNothing() {
        for (Object value : List.of(new Thread(() -> {}), new Node(new Thread(() -> {})))) {
            NotTransferableException refused =
                    assertThrows(NotTransferableException.class, () -> written(value));
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("java.lang.Thread"), message);
            assertEquals(Point.of(1), sent(Point.of(1)));
        }
    }

    @Test
    void whatFailsWhereItIsReadIsAnErrorAndHarmsNothing() {
        byte[] message = written(new Node(new Failing(3)));
        MessageFormatException failed =
                assertThrows(MessageFormatException.class, () -> Codec.fromBytes(message));
        assertTrue(
                String.valueOf(failed.getMessage()).contains("number 3 is refused"),
                failed.getMessage());
        assertEquals(Point.of(1), sent(Point.of(1)));
    }

    @Test
    void messagesThatAreCutShortAreErrors() {
        for (Object value : List.of(Point.of(1), List.of(1, "two"), new Node(new Node("x")))) {
            byte[] message = written(value);
            int name = 2 + message[1];
            for (int length = name; length < message.length; length++) {
                byte[] cut = Arrays.copyOf(message, length);
                assertThrows(
                        MessageFormatException.class,
                        () -> Codec.fromBytes(cut),
                        () -> cut.length + " bytes of " + message.length);
            }
            assertEquals(Point.of(1), sent(Point.of(1)));
        }
    }

    /* Class loaders. */

    private static <T> T under(ClassLoader loader, Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void classIsThatOfTheContextLoader() throws Exception {
        PrivateLoader first = new PrivateLoader();
        PrivateLoader second = new PrivateLoader();
        byte[] message = under(first, () -> written(first.create(5)));
        for (int i = 0; i < 2; i++) {
            for (ClassLoader loader : List.of(first, second)) {
                Object copy = under(loader, () -> Codec.fromBytes(message));
                assertSame(loader, Objects.requireNonNull(copy).getClass().getClassLoader());
                assertEquals("number 5", copy.toString());
            }
        }
    }

    @Test
    void classThatIsMissingHereIsNamed() throws Exception {
        PrivateLoader loader = new PrivateLoader();
        byte[] message = under(loader, () -> written(new ArrayList<>(List.of(loader.create(5)))));
        MessageFormatException missing =
                assertThrows(MessageFormatException.class, () -> Codec.fromBytes(message));
        assertTrue(
                String.valueOf(missing.getMessage())
                        .contains("Class " + PrivateLoader.NAME + " is missing in this process"),
                missing.getMessage());
        assertEquals(Point.of(1), sent(Point.of(1)));
    }

    /* Threads and processes. */

    @Test
    void threadsDoNotMeet() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int first = t * 1000;
                all.add(threads.submit(() -> {
                    for (int i = first; i < first + 300; i++) {
                        List<Object> value = List.of(Point.of(i), Map.of(i, Point.of(-i)));
                        assertEquals(value, sent(value));
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(Await.LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void messageInsideAMessageArrives() {
        Nesting inner = new Nesting(Point.of(2), codec().name());
        Nesting outer = new Nesting(new ArrayList<>(List.of(1, inner)), codec().name());
        List<?> copy = assertInstanceOf(List.class, sent(outer).content);
        assertEquals(Point.of(2), assertInstanceOf(Nesting.class, copy.get(1)).content);
    }

    @Test
    void messagesGoToChildrenAndComeBack() throws Exception {
        assumeTrue(
                Codecs.chosen().getClass() == codec().getClass(),
                () -> codec().name() + " is not the chosen codec");
        List<String> methods = StartMethods.available();
        assumeTrue(!methods.isEmpty(), "there is no start method on the class path");
        assertEquals(Point.of(0), sent(Point.of(0))); // so that a copy of this JVM has it in use
        for (String method : methods) {
            try (Queue<Object> requests = Queue.create();
                    Queue<Object> answers = Queue.create();
                    Process child = Context.of(method)
                            .process(MessageCodecContract::echo, requests, answers)
                            .start()) {
                for (int i = 0; i < 3; i++) {
                    List<Object> value =
                            new ArrayList<>(List.of(Point.of(i), Map.of("k", Colour.GREEN)));
                    requests.put(value);
                    assertEquals(value, answers.poll(Await.LIMIT_SECONDS, TimeUnit.SECONDS));
                }
                requests.put("end");
                assertTrue(
                        child.join(Duration.ofSeconds(Await.LIMIT_SECONDS)),
                        () -> child + " does not end");
                child.requireSuccess();
            }
        }
    }

    private static void echo(Queue<Object> requests, Queue<Object> answers) throws Exception {
        for (Object next = requests.take(); !next.equals("end"); next = requests.take()) {
            answers.put(next);
        }
    }
}
