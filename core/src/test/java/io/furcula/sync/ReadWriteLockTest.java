package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.shared.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("LockNotBeforeTry") // locks that are not given back are what is tested
class ReadWriteLockTest {

    private static final int WRITER = 0;
    private static final int NEXT = 8;
    private static final int DIED = 16;
    private static final int READERS = 24;
    private static final long TOLD = 1;

    private static void write(ReadWriteLock lock, int stateOffset, long word) {
        Words.longVolatile(lock.words, lock.at(stateOffset), word);
    }

    private static Background<Boolean> tried(Lock lock) {
        return Background.start(lock::tryLock);
    }

    private static Background<Boolean> taken(Lock lock) {
        return Background.start(() -> {
            boolean taken = lock.tryLock(Background.LIMIT);
            lock.unlock();
            return taken;
        });
    }

    @Test
    void manyReadOrOneWrites() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        lock.readLock().lock();
        assertThat(taken(lock.readLock()).result()).isTrue();
        assertThat(tried(lock.writeLock()).result()).isFalse();
        assertThat(lock).hasToString("ReadWriteLock[1 read]");
        Background<Boolean> writer = taken(lock.writeLock()).waits();
        lock.readLock().unlock();
        assertThat(writer.result()).isTrue();
        lock.writeLock().lock();
        assertThat(lock.writeLock().isHeldByCurrentThread()).isTrue();
        assertThat(lock.writeLock().owner()).isPresent();
        assertThat(tried(lock.readLock()).result()).isFalse();
        Background<Boolean> reader = taken(lock.readLock()).waits();
        lock.writeLock().unlock();
        assertThat(reader.result()).isTrue();
        assertThat(lock.readers()).isZero();
    }

    @Test
    void writerThatWaitsGoesBeforeLaterReaders() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        lock.readLock().lock();
        Background<Boolean> writer = taken(lock.writeLock()).waits();
        assertThat(tried(lock.readLock()).result()).isFalse();
        Background<Boolean> reader = taken(lock.readLock()).waits();
        lock.readLock().unlock();
        assertThat(writer.result()).isTrue();
        assertThat(reader.result()).isTrue();
    }

    @Test
    void writerThatGivesUpLetsReadersPass() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        lock.readLock().lock();
        assertThat(Background.start(() -> lock.writeLock().tryLock(Background.MOMENT))
                        .result())
                .isFalse();
        assertThat(taken(lock.readLock()).result()).isTrue();
        Background<Boolean> writer = taken(lock.writeLock()).waits();
        writer.interrupt();
        assertThatThrownBy(writer::result).isInstanceOf(InterruptedException.class);
        assertThat(taken(lock.readLock()).result()).isTrue();
        lock.readLock().unlock();
    }

    @Test
    void reentryIsAnErrorAndNoHang() {
        ReadWriteLock lock = ReadWriteLock.create();
        lock.readLock().lock();
        assertThatThrownBy(() -> lock.writeLock().lock())
                .isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> lock.readLock().lockInterruptibly())
                .isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.writeLock().tryLock()).isFalse();
        assertThatThrownBy(() -> lock.writeLock().unlock())
                .isInstanceOf(IllegalMonitorStateException.class);
        lock.readLock().unlock();
        assertThatThrownBy(() -> lock.readLock().unlock())
                .isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> lock.readLock().newCondition())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void deadReadersDoNotRead() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        write(lock, READERS, Background.deadOwner());
        write(lock, READERS + 5 * Long.BYTES, Background.deadOwner());
        long start = System.nanoTime();
        assertThat(lock.writeLock().tryLock(Background.LIMIT)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        lock.writeLock().unlock();
    }

    @Test
    void deadWriterIsToldOnce() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        long dead = Background.deadOwner();
        write(lock, WRITER, dead);
        assertThatThrownBy(() -> lock.readLock().lock())
                .isInstanceOfSatisfying(
                        OwnerDiedException.class,
                        e -> assertThat(e.owner().pid()).isEqualTo(dead >>> 40));
        assertThat(lock.readLock().isHeldByCurrentThread()).isTrue();
        assertThat(taken(lock.readLock()).result()).isTrue();
        lock.readLock().unlock();
        assertThat(taken(lock.writeLock()).result()).isTrue();
    }

    @Test
    void deathThatWasToldToAReaderThatDiedIsToldAgain() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        long writer = Background.deadOwner();
        write(lock, DIED, writer);
        write(lock, READERS, Background.deadOwner() | TOLD);
        for (Lock next : List.of(lock.readLock(), lock.writeLock())) {
            assertThatThrownBy(next::lock).isInstanceOf(OwnerDiedException.class);
            next.unlock();
            assertThat(taken(lock.readLock()).result()).as("it was told").isTrue();
            assertThat(taken(lock.writeLock()).result()).as("it was told").isTrue();
            write(lock, DIED, writer);
            write(lock, READERS, Background.deadOwner() | TOLD);
        }
    }

    @Test
    void deadWriterThatWaitedIsInNobodysWay() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        write(lock, NEXT, Background.deadOwner());
        assertThat(taken(lock.readLock()).result()).isTrue();
        write(lock, NEXT, Background.deadOwner());
        assertThat(taken(lock.writeLock()).result()).isTrue();
    }

    @Test
    void readersSeeWhatWritersLeaveWhole() throws Exception {
        ReadWriteLock lock = ReadWriteLock.create();
        long[] pair = new long[2];
        List<Background<Integer>> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            boolean writes = t < 2;
            all.add(Background.start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    try (Lock.Held held =
                            (writes ? lock.writeLock() : lock.readLock()).hold(Background.LIMIT)) {
                        if (writes) {
                            pair[0]++;
                            Thread.onSpinWait();
                            pair[1]++;
                        } else {
                            assertThat(pair[0]).isEqualTo(pair[1]);
                        }
                    }
                }
                return 0;
            }));
        }
        for (Background<Integer> one : all) {
            one.result();
        }
        assertThat(pair).containsExactly(4_000, 4_000);
    }
}
