package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.furcula.LongValue;
import io.furcula.Named;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A child that is a copy has its parent's groups in its heap, and does not hold them. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedNamesTest {

    private static final String NAME = "furcula-test/" + ProcessHandle.current().pid();

    @Test
    void childUsesItsParentsObjectsAndGivesUpNothing() throws Exception {
        try (Named group = Named.open(NAME)) {
            LongValue sum = group.longValue("sum", 1);
            Forks.run(() -> {
                assertThrows(IllegalStateException.class, () -> group.longValue("sum", 1));
                sum.add(2);
                group.close();
                sum.add(4); // it was not the child's to close
            });
            try (Named again = Named.open(NAME)) {
                assertEquals(7, again.longValue("sum", 0).get());
            }
        }
    }

    @Test
    void childHoldsWhatItOpens() throws Exception {
        Named group = Named.open(NAME);
        LongValue sum = group.longValue("sum", 1);
        Forks.run(() -> {
            try (Named own = Named.open(NAME)) {
                sum.set(2);
                assertEquals(2, own.longValue("sum", 0).get());
            }
        });
        assertEquals(2, sum.get());
        group.close();
        try (Named anew = Named.open(NAME)) {
            assertEquals(5, anew.longValue("sum", 5).get());
        }
    }
}
