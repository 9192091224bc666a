package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Deadlocks;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.ReadWriteLock;
import io.furcula.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for several things within one JVM, where shared memory is plain files: it is looked at again. */
@Timeout(60)
class WaiterTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(30);

    /** Something that is not ready, how it becomes so, and how that ends. */
    private record Kind(Waitable waitable, Action makeReady, Action take) {}

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static <T> FutureTask<T> inBackground(java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Of each kind one, but for processes. The lock is held by a thread that has ended. */
    private static List<Kind> kinds() throws Exception {
        Queue<String> queue = Queue.create();
        Pipe pipe = Pipe.duplex();
        Event event = Event.create();
        CountDownLatch latch = CountDownLatch.create(1);
        Semaphore semaphore = Semaphore.create(0);
        BoundedSemaphore bounded = BoundedSemaphore.create(1);
        bounded.acquire();
        Lock lock = Lock.create();
        lock.lockInterruptibly();
        ReadWriteLock both = ReadWriteLock.create();
        both.writeLock().lockInterruptibly();
        ReadWriteLock read = ReadWriteLock.create();
        read.readLock().lockInterruptibly();
        return List.of(
                new Kind(queue, () -> queue.put("message"), queue::take),
                new Kind(
                        pipe.parent(),
                        () -> pipe.child().send("message"),
                        () -> pipe.parent().receive()),
                new Kind(event, event::set, event::clear),
                new Kind(semaphore, semaphore::release, semaphore::acquire),
                new Kind(bounded, bounded::release, bounded::acquire),
                new Kind(lock, lock::unlock, lock::lockInterruptibly),
                new Kind(
                        both.readLock(),
                        both.writeLock()::unlock,
                        both.writeLock()::lockInterruptibly),
                new Kind(
                        read.writeLock(),
                        read.readLock()::unlock,
                        read.readLock()::lockInterruptibly),
                new Kind(latch, latch::countDown, () -> {}));
    }

    private static Waitable[] waitables(List<Kind> kinds) {
        return kinds.stream().map(Kind::waitable).toArray(Waitable[]::new);
    }

    @Test
    void eachKindIsReadyFromThenUntilItIsTaken() throws Exception {
        List<Kind> kinds = kinds();
        Waitable[] all = waitables(kinds);
        for (Kind kind : kinds) {
            assertThat(Waiter.any(Duration.ZERO, all)).isEmpty();
            kind.makeReady.run();
            assertThat(Waiter.any(LIMIT, all)).containsExactly(kind.waitable);
            assertThat(Waiter.any(LIMIT, all)).as("takes nothing").containsExactly(kind.waitable);
            kind.take.run();
        }
    }

    @Test
    void eachKindWakesOneWhoWaits() throws Exception {
        List<Kind> kinds = kinds();
        Waiter waiter = Waiter.of(kinds.stream().map(Kind::waitable).toList());
        for (Kind kind : kinds) {
            FutureTask<List<Waitable>> wait = inBackground(() -> waiter.await());
            assertThat(Waiter.any(MOMENT, waitables(kinds))).isEmpty();
            kind.makeReady.run();
            assertThat(result(wait)).containsExactly(kind.waitable);
            kind.take.run();
        }
    }

    @Test
    void thoseThatAreReadyComeInTheOrderGiven() throws Exception {
        List<Kind> kinds = new ArrayList<>(kinds());
        Collections.reverse(kinds);
        Waitable[] all = waitables(kinds);
        assertThat(Waiter.all(Duration.ZERO, all)).isFalse();
        for (Kind kind : kinds) {
            kind.makeReady.run();
        }
        assertThat(Waiter.any(LIMIT, all)).containsExactly(all);
        assertThat(Waiter.all(Duration.ZERO, all)).isTrue();
    }

    @Test
    void allWaitsForTheLastOne() throws Exception {
        List<Kind> kinds = kinds();
        FutureTask<Boolean> wait = inBackground(() -> Waiter.all(LIMIT, waitables(kinds)));
        for (Kind kind : kinds) {
            assertThat(Waiter.all(MOMENT, waitables(kinds))).isFalse();
            assertThat(wait.isDone()).isFalse();
            kind.makeReady.run();
        }
        assertThat(result(wait)).isTrue();
    }

    @Test
    void timeIsOver() throws Exception {
        Waitable[] all = waitables(kinds());
        long start = System.nanoTime();
        assertThat(Waiter.any(MOMENT, all)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(MOMENT, LIMIT);
        assertThat(Waiter.any(Duration.ofDays(-1), all)).isEmpty();
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        Waitable[] all = waitables(kinds());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Waiter.any(LIMIT, all)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whatCannotBeWaitedForIsRefused() {
        assertThatThrownBy(() -> Waiter.any(LIMIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no waitables");
        assertThatThrownBy(() -> Waiter.any(LIMIT, Pipe.oneWay().child()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Waiter.any(LIMIT, Process.current()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot join itself");
        Process never = Process.builder(() -> {}).build();
        assertThatThrownBy(() -> Waiter.any(LIMIT, never))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("can only join a started process");
        assertThatThrownBy(() -> Waiter.onReady(never)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoWouldGetAnExceptionAtOnceNeedNotWait() throws Exception {
        Queue<String> shut = Queue.create();
        shut.shutdown();
        Queue<String> closed = Queue.create();
        closed.close();
        Connection end = Pipe.duplex().parent();
        end.close();
        Pipe pipe = Pipe.duplex();
        pipe.child().send("last");
        assertThat(pipe.parent().receive()).isEqualTo("last");
        assertThat(Waiter.any(Duration.ZERO, pipe.parent())).isEmpty();
        pipe.child().close();
        Waitable[] all = {shut, closed, end, pipe.parent()};
        assertThat(Waiter.any(LIMIT, all)).containsExactly(all);
    }

    @Test
    void closingWakesOneWhoWaits() throws Exception {
        Event never = Event.create();
        Queue<String> queue = Queue.create();
        FutureTask<List<Waitable>> wait = inBackground(() -> Waiter.any(LIMIT, never, queue));
        assertThat(Waiter.any(MOMENT, queue)).isEmpty();
        queue.close();
        assertThat(result(wait)).containsExactly(queue);
    }

    /* Sockets. */

    @Test
    void clientsAndMessagesAndTheEndOfThemOverSockets() throws Exception {
        AuthKey key = AuthKey.random();
        Event never = Event.create();
        try (Listener listener = Listener.unix(key)) {
            assertThat(Waiter.any(MOMENT, never, listener)).isEmpty();
            FutureTask<List<Waitable>> called = inBackground(() -> Waiter.any(LIMIT, listener));
            FutureTask<Connection> calling =
                    inBackground(() -> Client.connect(listener.address(), key));
            assertThat(result(called)).containsExactly(listener);
            try (Connection server = listener.accept(Duration.ZERO);
                    Connection client = result(calling)) {
                for (int i = 0; i < 3; i++) {
                    FutureTask<List<Waitable>> wait =
                            inBackground(() -> Waiter.any(LIMIT, never, server));
                    assertThat(Waiter.any(MOMENT, server)).isEmpty();
                    client.send(new byte[100_000]);
                    assertThat(result(wait)).containsExactly(server);
                    assertThat(server.receiveBytes(Duration.ZERO)).hasSize(100_000);
                }
                FutureTask<List<Waitable>> wait =
                        inBackground(() -> Waiter.any(LIMIT, never, server));
                assertThat(Waiter.any(MOMENT, server)).isEmpty();
                client.close();
                assertThat(result(wait)).containsExactly(server);
                assertThatThrownBy(server::receive).isInstanceOf(PeerLostException.class);
            }
            FutureTask<List<Waitable>> wait =
                    inBackground(() -> Waiter.any(LIMIT, never, listener));
            assertThat(Waiter.any(MOMENT, listener)).isEmpty();
            listener.close();
            assertThat(result(wait)).containsExactly(listener);
        }
        until(() -> !isRunning("furcula sockets"));
    }

    /** The port is free at once, although the thread that watched it has it still. */
    @Test
    void closedListenerThatWasWatchedLeavesItsPort() throws Exception {
        AuthKey key = AuthKey.random();
        Listener first = Listener.tcp(0, key);
        int port = ((java.net.InetSocketAddress) first.address()).getPort();
        for (int i = 0; i < 20; i++) {
            assertThat(Waiter.any(Duration.ofMillis(2), first)).isEmpty();
            first.close();
            first = Listener.tcp(port, key);
        }
        first.close();
    }

    @Test
    void clientWithoutTheKeyIsNobody() throws Exception {
        try (Listener listener = Listener.unix(AuthKey.random())) {
            FutureTask<List<Waitable>> wait = inBackground(() -> Waiter.any(LIMIT, listener));
            FutureTask<Connection> calling =
                    inBackground(() -> Client.connect(listener.address(), AuthKey.random()));
            assertThatThrownBy(() -> result(calling))
                    .hasCauseInstanceOf(AuthenticationFailedException.class);
            assertThat(Waiter.any(MOMENT, listener)).isEmpty();
            assertThat(wait.isDone()).isFalse();
            listener.close();
            assertThat(result(wait)).containsExactly(listener);
        }
    }

    /* Futures. */

    @Test
    void futuresAreCompletedAndTheirThreadEnds() throws Exception {
        List<Kind> kinds = kinds();
        List<CompletableFuture<Waitable>> futures = new ArrayList<>();
        for (Kind kind : kinds) {
            futures.add(Waiter.onReady(kind.waitable));
        }
        assertThat(threads("furcula ready futures")).isEqualTo(1);
        for (int i = 0; i < kinds.size(); i++) {
            assertThat(futures.get(i).isDone()).isFalse();
            kinds.get(i).makeReady.run();
            assertThat(futures.get(i).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isSameAs(kinds.get(i).waitable);
        }
        until(() -> !isRunning("furcula ready futures"));
        assertThat(Waiter.onReady(kinds.get(0).waitable).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isSameAs(kinds.get(0).waitable);
        until(() -> !isRunning("furcula ready futures"));
    }

    @Test
    void cancelledFutureIsForgotten() throws Exception {
        Event never = Event.create();
        Event event = Event.create();
        CompletableFuture<Event> cancelled = Waiter.onReady(never);
        CompletableFuture<Event> other = Waiter.onReady(event);
        assertThat(cancelled.cancel(true)).isTrue();
        event.set();
        assertThat(other.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isSameAs(event);
        until(() -> !isRunning("furcula ready futures"));
    }

    @Test
    void slowDependentHoldsUpNoOther() throws Exception {
        Event first = Event.create();
        Event second = Event.create();
        Event go = Event.create();
        CompletableFuture<Boolean> slow = Waiter.onReady(first).thenApply(e -> waitFor(go));
        CompletableFuture<Event> other = Waiter.onReady(second);
        first.set();
        second.set();
        assertThat(other.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isSameAs(second);
        go.set();
        assertThat(slow.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        until(() -> !isRunning("furcula ready futures"));
    }

    private static boolean waitFor(Event event) {
        try {
            return event.await(LIMIT);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static boolean isRunning(String thread) {
        return threads(thread) > 0;
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals(name))
                .count();
    }

    @Test
    void waitCanBeSeen() throws Exception {
        Event event = Event.create();
        FutureTask<List<Waitable>> wait =
                inBackground(() -> Waiter.any(LIMIT, event, Semaphore.create(0)));
        until(() -> Deadlocks.find().waits().stream()
                .anyMatch(w -> w.what().equals("one of 2 objects")));
        assertThat(Deadlocks.find().isEmpty()).isTrue();
        event.set();
        assertThat(result(wait)).containsExactly(event);
    }

    /* Many. */

    @Test
    void oneOfAThousand() throws Exception {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            events.add(Event.create());
        }
        Waiter waiter = Waiter.of(events);
        for (int i = 0; i < 1000; i += 111) {
            Event event = events.get(i);
            FutureTask<List<Waitable>> wait = inBackground(() -> waiter.await(LIMIT));
            assertThat(waiter.await(Duration.ofMillis(5))).isEmpty();
            event.set();
            assertThat(result(wait)).containsExactly(event);
            event.clear();
        }
    }
}
