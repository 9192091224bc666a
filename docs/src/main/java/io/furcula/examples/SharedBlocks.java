package io.furcula.examples;

import io.furcula.Array;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.ShareableList;
import io.furcula.SharedMemory;
import io.furcula.SharedMemoryScope;
import io.furcula.StructValue;
import io.furcula.Structure;
import io.furcula.Value;
import io.furcula.shm.Cow;
import io.furcula.shm.CowLongs;
import java.util.List;

/** Bytes, lists and records in shared memory. */
public final class SharedBlocks {

    private SharedBlocks() {}

    public static void main(String[] args) throws InterruptedException {
        memory();
        scope();
        struct();
        slices();
        lock();
        cost();
    }

    // region memory
    private static void memory() throws InterruptedException {
        SharedMemory frame = SharedMemory.create(640 * 480); // its name is frame.name()
        try (Process child = Process.start(SharedBlocks::paint, frame.name())) {
            child.requireSuccess();
            System.out.println("first pixel: " + frame.buffer().get(0));
        } finally {
            frame.close(); // no use for it here any more
            frame.unlink(); // nor for anybody else
        }
    }

    private static void paint(String name) {
        try (SharedMemory frame = SharedMemory.attach(name)) {
            frame.buffer().put(0, (byte) 7);
        }
    }
    // endregion

    // region scope
    private static void scope() throws InterruptedException {
        try (SharedMemoryScope scope = SharedMemoryScope.open()) {
            ShareableList totals = scope.list(List.of("idle", 0, 0.0));
            try (Process child = Process.start(SharedBlocks::count, totals)) {
                child.requireSuccess();
            }
            System.out.println("totals: " + totals);
        } // all that was made in it is freed
    }

    private static void count(ShareableList totals) {
        totals.set(0, "done"); // a longer one than there is room for is refused
        totals.updateAndGet(1, n -> n instanceof Long count ? count + 3 : n);
        totals.set(2, 0.5);
    }
    // endregion

    // region struct
    private record Point(double x, double y) {}

    private record Body(int id, Point at) {}

    private static void struct() throws InterruptedException {
        try (StructValue<Body> body = Value.ofRecord(new Body(1, new Point(0, 0)));
                Process child = Process.start(SharedBlocks::move, body)) {
            child.requireSuccess();
            System.out.println(body.get());
            System.out.println("y is at byte " + Structure.of(Body.class).offset("at.y"));
        }
    }

    private static void move(StructValue<Body> body) {
        body.updateAndGet(b -> new Body(b.id(), new Point(b.at().x() + 1, b.at().y())));
        body.set("at.y", 2.0); // one field, the others stay
    }
    // endregion

    private static void slices() throws InterruptedException {
        // region slices
        LongArray squares = Array.ofLongs(9);
        try (ProcessGroup group =
                Process.startAll(3, i -> square(squares.slice(3 * i, 3), 3 * i))) {
            group.requireSuccess();
        }
        System.out.println("sum: " + squares.stream().sum());
        // endregion
    }

    private static void square(LongArray part, int first) {
        for (int i = 0; i < part.length(); i++) {
            part.set(i, (long) (first + i) * (first + i));
        }
    }

    private static void lock() throws InterruptedException {
        // region lock
        LongValue balance = Value.ofLong(100);
        boolean paid = balance.withLock(() -> {
            boolean enough = balance.getPlain() >= 70;
            balance.setPlain(enough ? balance.getPlain() - 70 : balance.getPlain());
            return enough;
        });
        System.out.println("paid: " + paid + ", balance: " + balance);
        // endregion
    }

    // region cost
    private static void cost() throws InterruptedException {
        try (CowLongs table = Cow.of(new long[1 << 20]); // 8 MiB
                Queue<Cow.Cost> costs = Queue.create();
                Process child = Process.start(SharedBlocks::touchAQuarter, table, costs)) {
            child.requireSuccess();
            System.out.println("the child: " + costs.take());
            System.out.println("the parent: " + table.cost());
        }
    }

    private static void touchAQuarter(CowLongs table, Queue<Cow.Cost> costs)
            throws InterruptedException {
        for (int i = 0; i < table.length() / 4; i++) {
            table.set(i, 1);
        }
        costs.put(table.cost());
    }
    // endregion
}
