package io.furcula.testkit.torture;

import io.furcula.LongValue;
import io.furcula.Queue;
import io.furcula.Value;
import io.furcula.sync.Barrier;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.Condition;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.ReadWriteLock;
import io.furcula.sync.Semaphore;
import java.io.Serializable;

/**
 * What processes share while some of them are killed.
 *
 * @param lock guards left and right, which are equal whenever it is free and its last holder was not killed
 * @param left one half of the pair
 * @param right the other half
 * @param readWrite guards its own pair
 * @param readLeft one half of it
 * @param readRight the other half
 * @param changed a condition of a reentrant lock
 * @param permits has {@value #PERMITS} at first; each victim has one at most
 * @param bounded has {@value #PERMITS}
 * @param event set and taken back
 * @param barrier of two
 * @param latch counted down by all
 * @param messages from victims: each numbers its own
 * @param told what somebody was told of the dead, each once
 */
record KillGround(
        Lock lock,
        LongValue left,
        LongValue right,
        ReadWriteLock readWrite,
        LongValue readLeft,
        LongValue readRight,
        Condition changed,
        Semaphore permits,
        BoundedSemaphore bounded,
        Event event,
        Barrier barrier,
        CountDownLatch latch,
        Queue<KillMessage> messages,
        Queue<String> told)
        implements Serializable {

    private static final long serialVersionUID = 1;

    static final int PERMITS = 3;
    private static final int ROOM = 50;

    static KillGround create() {
        return new KillGround(
                Lock.create(),
                Value.ofLong(0),
                Value.ofLong(0),
                ReadWriteLock.create(),
                Value.ofLong(0),
                Value.ofLong(0),
                Lock.reentrant().newCondition(),
                Semaphore.create(PERMITS),
                BoundedSemaphore.create(PERMITS),
                Event.create(),
                Barrier.create(2),
                CountDownLatch.create(Long.MAX_VALUE),
                Queue.create(ROOM),
                Queue.create());
    }

    void close() {
        messages.close();
        told.close();
        for (LongValue value : new LongValue[] {left, right, readLeft, readRight}) {
            value.close();
        }
    }
}
