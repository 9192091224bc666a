package io.furcula.examples;

import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.manager.Manager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;

/** A map, a list and an object of one's own, in a server, used by several processes. */
public final class ManagedObjects {

    private ManagedObjects() {}

    // region first
    public static void main(String[] args) throws InterruptedException {
        try (Manager manager = Manager.start()) {
            ConcurrentMap<String, Integer> words = manager.map();
            Ledger ledger = manager.create(Ledger.class, BankLedger::new);
            try (ProcessGroup children = Process.startAll(3, i -> work(i, words, ledger))) {
                children.requireSuccess();
            }
            System.out.println(new TreeMap<>(words) + ", balance " + ledger.balance());
        }
        nested();
        locked();
    }

    private static void work(int index, ConcurrentMap<String, Integer> words, Ledger ledger) {
        words.put("child " + index, index * index);
        words.merge("all", 1, Integer::sum);
        ledger.book(100);
    }
    // endregion

    // region ledger
    interface Ledger {
        void book(long amount);

        long balance();
    }

    /** Lives in the server. Several processes may call it at the same time. */
    static final class BankLedger implements Ledger {
        private long balance;

        @Override
        public synchronized void book(long amount) {
            balance += amount;
        }

        @Override
        public synchronized long balance() {
            return balance;
        }
    }
    // endregion

    // region nested
    private static void nested() {
        try (Manager manager = Manager.start()) {
            List<Map<String, Integer>> list = manager.list();
            list.add(manager.map()); // a proxy: the list has the map itself
            list.get(0).put("a", 1);
            list.add(new TreeMap<>()); // no proxy: the list has a copy
            list.get(1).put("b", 2); // changes a copy of that copy
            System.out.println(list);
        }
    }
    // endregion

    // region locked
    private static void locked() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            Lock lock = manager.lock();
            List<Integer> sum = manager.array(0);
            try (ProcessGroup children = Process.startAll(2, i -> add(lock, sum))) {
                children.requireSuccess();
            }
            System.out.println("sum " + sum.get(0));
        }
    }

    private static void add(Lock lock, List<Integer> sum) {
        for (int i = 0; i < 100; i++) {
            lock.lock();
            try {
                sum.set(0, sum.get(0) + 1);
            } finally {
                lock.unlock();
            }
        }
    }
    // endregion
}
