package io.furcula.internal.shared;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The {@link WaitTable} that this process enters its waits into: that of its tree, or one of its own if its
 * parent had nothing shared when it started this process.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class WaitTables {

    private static volatile boolean needed;
    private static @Nullable WaitTable table;
    private static @Nullable BlockRef given;
    private static boolean failed;

    private WaitTables() {}

    /** There is something here that can be waited for, by children too. */
    static void needed() {
        needed = true;
    }

    /**
     * The table of this process's tree. Attached when it is first needed.
     *
     * @param ref from its parent, or null if that had none
     */
    public static synchronized void given(@Nullable BlockRef ref) {
        if (ref != null && !ref.equals(given)) {
            given = ref;
            table = null;
            failed = false;
        }
    }

    /**
     * {@return what a child is given, or null if there is nothing to share} Called before each start, so that a
     * child that is a copy has it, too.
     */
    public static synchronized @Nullable BlockRef forChild() {
        if (given != null && table == null) {
            return given;
        }
        WaitTable own = needed ? get() : null;
        return own == null ? null : own.export();
    }

    /** {@return the table, or null if there is no memory for it or its maker is gone} Never throws. */
    static synchronized @Nullable WaitTable get() {
        if (table == null && !failed) {
            try {
                table = given == null
                        ? WaitTable.create()
                        : new WaitTable(SharedBlock.attach(given));
            } catch (RuntimeException e) {
                failed = true;
                System.getLogger("io.furcula.sync")
                        .log(Level.DEBUG, "waits cannot be seen by other processes", e);
            }
        }
        return table;
    }
}
