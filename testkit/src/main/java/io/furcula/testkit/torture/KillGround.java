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
import java.util.stream.Stream;

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
 * @param permits has {@value #PERMITS} at first; each victim has two at most
 * @param bounded has {@value #PERMITS}
 * @param event set and taken back
 * @param barrier of two
 * @param latches counted down by all, one after the other
 * @param latch which of them is the next to open
 * @param messages from victims: each numbers its own
 * @param jobs numbers, with some ballast; whoever takes one puts it into done
 * @param done numbers of jobs that were taken
 * @param bell bytes of any length, which victims put and wait for
 * @param growing bytes, at first few and then many: its extents become too small
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
        List<CountDownLatch> latches,
        LongValue latch,
        Queue<KillMessage> messages,
        Queue<long[]> jobs,
        Queue<long[]> done,
        Queue<byte[]> bell,
        Queue<byte[]> growing,
        Connection line,
        Queue<KillStop> stops,
        Queue<String> told)
        implements Serializable {

    private static final long serialVersionUID = 1;

    static final int PERMITS = 3;
    private static final int ROOM = 50;
    private static final int FEW = 4;
    private static final int LATCHES = 64;
    private static final int COUNTS = 16;

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
                Stream.generate(() -> CountDownLatch.create(COUNTS))
                        .limit(LATCHES)
                        .toList(),
                Value.ofLong(0),
                Queue.create(ROOM),
                Queue.create(),
                Queue.create(),
                Queue.create(FEW),
                Queue.create(FEW),
                pipe.child(),
                Queue.create(),
                Queue.create());
    }

    /** {@return the same, but for what grows, which is new} */
    KillGround growingAnew() {
        return new KillGround(
                lock,
                left,
                right,
                readWrite,
                readLeft,
                readRight,
                changed,
                permits,
                bounded,
                event,
                barrier,
                latches,
                latch,
                messages,
                jobs,
                done,
                bell,
                Queue.create(FEW),
                line,
                stops,
                told);
    }

    void close() {
        for (Queue<?> queue : List.of(messages, jobs, done, bell, growing, stops, told)) {
            queue.clear(); // or what is in it would be kept for others
            queue.close();
        }
        line.close();
        for (LongValue value : new LongValue[] {left, right, readLeft, readRight, latch}) {
            value.close();
        }
    }
}
