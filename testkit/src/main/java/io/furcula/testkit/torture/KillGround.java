package io.furcula.testkit.torture;

import io.furcula.Connection;
import io.furcula.LongValue;
import io.furcula.Pipe;
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
import java.util.List;

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
 * @param jobs numbers, with some ballast; whoever takes one puts it into done
 * @param done numbers of jobs that were taken
 * @param bell bytes of any length, which victims put and wait for
 * @param line where victims send what they put into messages, once more
 * @param stops where victims stopped, to be killed there
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
        Queue<long[]> jobs,
        Queue<long[]> done,
        Queue<byte[]> bell,
        Connection line,
        Queue<KillStop> stops,
        Queue<String> told)
        implements Serializable {

    private static final long serialVersionUID = 1;

    static final int PERMITS = 3;
    private static final int ROOM = 50;
    private static final int FEW = 4;

    /** Makes all of it; the victims' end of the pipe is a part of it. */
    static KillGround create(Pipe pipe) {
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
                Queue.create(),
                Queue.create(),
                Queue.create(FEW),
                pipe.child(),
                Queue.create(),
                Queue.create());
    }

    void close() {
        for (Queue<?> queue : List.of(messages, jobs, done, bell, stops, told)) {
            queue.clear(); // or what is in it would be kept for others
            queue.close();
        }
        line.close();
        for (LongValue value : new LongValue[] {left, right, readLeft, readRight}) {
            value.close();
        }
    }
}
