package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.Array;
import io.furcula.Context;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.ShareableList;
import io.furcula.SharedMemory;
import io.furcula.SharedMemoryException;
import io.furcula.SharedMemoryScope;
import io.furcula.StructArray;
import io.furcula.StructValue;
import io.furcula.Value;
import io.furcula.spi.StartMethod;
import io.furcula.sync.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What shared memory, lists, arrays and records must do between processes that a start method starts; a further contract for
 * a provider, after {@link StartMethodContract}.
 */
@ExtendWith({Deadline.class, LeakCheck.class})
public abstract class SharedMemoryContract {

    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);
    private static final int KILLS = 5;

    private Context context;

    /** A record of which one half can be told from the other. */
    record Twice(long one, long other, byte third) {
        static Twice of(long number) {
            return new Twice(number, number, (byte) number);
        }

        boolean isWhole() {
            return one == other && third == (byte) one;
        }
    }

    /** For subclasses. */
    protected SharedMemoryContract() {}

    /** {@return the start method that is tested} */
    protected abstract StartMethod startMethod();

    @BeforeEach
    final void findItAsItsUsersDo() {
        context = Context.of(startMethod().id());
    }

    private void assumeProcesses() {
        assumeTrue(startMethod().startsProcesses(), startMethod().id() + " starts no processes");
    }

    private static void killed(Process child) throws InterruptedException {
        child.kill();
        assertTrue(child.join(LIMIT), () -> child + " does not end");
    }

    private static void succeeds(Process child) throws InterruptedException {
        assertTrue(child.join(LIMIT), () -> child + " does not end");
        child.requireSuccess();
    }

    private static void succeed(ProcessGroup group) throws InterruptedException {
        assertTrue(group.join(LIMIT), "the group does not end");
        group.requireSuccess();
    }

    private static String name() {
        return "furcula-test/" + ProcessHandle.current().pid();
    }

    private static void assertGone(String name) {
        SharedMemoryException gone =
                assertThrows(SharedMemoryException.class, () -> SharedMemory.attach(name));
        assertTrue(String.valueOf(gone).contains("[FUR-332]"), gone::toString);
    }

    @Test
    void childWritesMemoryAndDeletesNothing() throws Exception {
        SharedMemory memory = SharedMemory.create(name(), 10_001);
        try (Process child =
                context.process(SharedMemoryContract::writeAndClose, memory).start()) {
            succeeds(child);
            assertEquals(1, memory.buffer().get(0));
            assertEquals(2, memory.buffer().get(10_000));
            SharedMemory.attach(memory.name()).close();
        } finally {
            memory.close();
            memory.unlink();
        }
        assertGone(memory.name());
    }

    private static void writeAndClose(SharedMemory memory) {
        assertEquals(10_001, memory.sizeBytes());
        assertFalse(memory.isOwner());
        memory.buffer().put(0, (byte) 1);
        try (SharedMemory byName = SharedMemory.attach(memory.name())) {
            byName.buffer().put(10_000, (byte) 2);
        }
        assertThrows(IllegalStateException.class, memory::unlink);
        memory.close();
    }

    @Test
    void memoryGoesThroughAQueue() throws Exception {
        try (Queue<SharedMemory> queue = Queue.create();
                SharedMemoryScope scope = SharedMemoryScope.open();
                Process child =
                        context.process(SharedMemoryContract::answer, queue).start()) {
            SharedMemory memory = scope.memory(5);
            memory.buffer().put(4, (byte) 41);
            queue.put(memory);
            succeeds(child);
            assertEquals(42, memory.buffer().get(4));
        }
    }

    private static void answer(Queue<SharedMemory> queue) throws InterruptedException {
        try (SharedMemory memory = queue.take()) {
            ByteBuffer bytes = memory.buffer();
            bytes.put(4, (byte) (bytes.get(4) + 1));
        }
    }

    @Test
    void memoryOfAChildThatIsKilledCanBeUsedAndNotAttached() throws Exception {
        assumeProcesses();
        Event made = Event.create();
        Event attached = Event.create();
        String name = name();
        try (Process child =
                context.process(SharedMemoryContract::own, name, made, attached).start()) {
            assertTrue(made.await(LIMIT));
            try (SharedMemory memory = SharedMemory.attach(name)) {
                killed(child);
                memory.buffer().put(0, (byte) 3);
                assertEquals(7, memory.buffer().get(99));
                assertGone(name);
            }
            SharedMemory again = SharedMemory.create(name, 1); // the name is free
            again.close();
            again.unlink();
        }
    }

    private static void own(String name, Event made, Event never) throws InterruptedException {
        SharedMemory memory = SharedMemory.create(name, 100);
        memory.buffer().put(99, (byte) 7);
        made.set();
        never.await();
    }

    @Test
    void memoryThatAChildDoesNotUnlinkGoesWithIt() throws Exception {
        assumeProcesses();
        try (Process child =
                context.process(SharedMemoryContract::forget, name()).start()) {
            succeeds(child);
            assertGone(name());
        }
    }

    private static void forget(String name) {
        SharedMemory.create(name, 100).close();
    }

    @Test
    void scopeFreesWhatChildrenHaveMadeInIt() throws Exception {
        SharedMemory made;
        try (SharedMemoryScope scope = SharedMemoryScope.open();
                Queue<String> names = Queue.create();
                Process child = context.process(SharedMemoryContract::makeIn, scope, names)
                        .start()) {
            succeeds(child);
            made = SharedMemory.attach(names.take());
            assertEquals(5, made.buffer().get(1));
        }
        assertGone(made.name());
        assertEquals(5, made.buffer().get(1));
        made.close();
    }

    private static void makeIn(SharedMemoryScope scope, Queue<String> names)
            throws InterruptedException {
        SharedMemory memory = scope.memory(2);
        memory.buffer().put(1, (byte) 5);
        names.put(memory.name());
    }

    @Test
    void childrenChangeOneList() throws Exception {
        int rounds = 500;
        try (SharedMemoryScope scope = SharedMemoryScope.open()) {
            ShareableList list = scope.list(List.of(0, 0.5, "first", true, new byte[3]));
            try (ProcessGroup group = context.startAll(3, i -> change(list, i, rounds))) {
                succeed(group);
            }
            assertEquals(3L * rounds, list.get(0));
            assertTrue(String.valueOf(list.get(2)).matches("child[012]"));
            assertEquals(5, list.size());
        }
    }

    private static void change(ShareableList list, int child, int rounds) {
        for (int i = 0; i < rounds; i++) {
            list.updateAndGet(0, n -> n instanceof Long count ? count + 1 : null);
            list.set(2, "child" + child);
            assertTrue(String.valueOf(list.get(2)).matches("child[012]"));
        }
    }

    @Test
    void killedWritersLeaveWholeElementsAndRecords() throws Exception {
        assumeProcesses();
        try (SharedMemoryScope scope = SharedMemoryScope.open();
                StructValue<Twice> value = Value.ofRecord(Twice.of(0));
                StructArray<Twice> array = Array.ofRecords(Twice.class, 3)) {
            ShareableList list = scope.list(List.of("0".repeat(200)));
            for (int kill = 0; kill < KILLS; kill++) {
                LongValue rounds = Value.ofLong(0);
                try (Process child = context.process(
                                SharedMemoryContract::writeForEver, list, value, array, rounds)
                        .start()) {
                    long enough = 1_000L * (kill + 1);
                    Await.until("rounds", () -> rounds.get() > enough, child::toString);
                    for (int i = 0; i < 1_000; i++) {
                        assertWhole(list, value, array);
                    }
                    killed(child);
                }
                assertWhole(list, value, array);
                list.set(0, "1".repeat(200)); // the lock of the dead is taken over
                value.set(Twice.of(1));
                array.set(1, Twice.of(1));
                assertWhole(list, value, array);
                rounds.close();
            }
        }
    }

    private static void assertWhole(
            ShareableList list, StructValue<Twice> value, StructArray<Twice> array) {
        String text = String.valueOf(list.get(0));
        assertEquals(text.substring(0, 1).repeat(200), text);
        assertTrue(value.get().isWhole(), () -> "torn: " + value);
        assertTrue(array.get(1).isWhole(), () -> "torn: " + array.get(1));
    }

    private static void writeForEver(
            ShareableList list, StructValue<Twice> value, StructArray<Twice> array, LongValue n) {
        while (true) {
            long round = n.incrementAndGet();
            list.set(0, String.valueOf(round % 10).repeat(200));
            value.set(Twice.of(round));
            array.updateAndGet(1, before -> Twice.of(before.one() + 1));
        }
    }

    @Test
    void childrenFillTheirSlices() throws Exception {
        try (LongArray array = Array.ofLongs(30_000);
                Queue<LongArray> work = Queue.create()) {
            for (int i = 0; i < 3; i++) {
                work.put(array.slice(i * 10_000, 10_000));
            }
            try (ProcessGroup group = context.startAll(3, i -> fill(work, i + 1))) {
                succeed(group);
            }
            assertEquals(10_000 * (1 + 2 + 3), array.stream().sum());
            assertEquals(1, array.slice(0, 10_000).stream().distinct().count());
        }
    }

    private static void fill(Queue<LongArray> work, long number) throws InterruptedException {
        LongArray slice = work.take();
        assertEquals(10_000, slice.length());
        slice.fill(number);
        slice.close();
    }

    @Test
    void noUpdateUnderTheLockIsLost() throws Exception {
        int rounds = 1_000;
        try (LongValue value = Value.ofLong(0);
                StructValue<Twice> record = Value.ofRecord(Twice.of(0))) {
            try (ProcessGroup group = context.startAll(3, i -> add(value, record, rounds))) {
                succeed(group);
            }
            assertEquals(3L * rounds, value.get());
            assertEquals(Twice.of(3L * rounds), record.get());
        }
    }

    private static void add(LongValue value, StructValue<Twice> record, int rounds)
            throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            value.withLock(() -> value.setPlain(value.getPlain() + 1));
            record.updateAndGet(before -> Twice.of(before.one() + 1));
        }
    }

    @Test
    void listAndMemoryAreRemovedWhenTheirOwnerIsKilledWhileOthersWrite() throws Exception {
        assumeProcesses();
        try (Queue<ShareableList> lists = Queue.create();
                Process owner =
                        context.process(SharedMemoryContract::lend, lists).start()) {
            ShareableList list = lists.take();
            killed(owner);
            list.set(0, "still here");
            assertEquals("still here", list.get(0));
            assertGone(list.memory().name());
            list.close();
        }
    }

    private static void lend(Queue<ShareableList> lists) throws InterruptedException {
        lists.put(ShareableList.of(List.of("something")));
        TimeUnit.DAYS.sleep(1);
    }
}
