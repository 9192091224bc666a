package io.furcula.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitTableTest {

    private static WaitTable.Entry entry(String text) {
        return new WaitTable.Entry(WaitKind.EVENT, WaitTable.LIMITED, 1, 2, 3, 4, text);
    }

    /** As it is left by a process that was killed. */
    private static long deadOwner() throws Exception {
        java.lang.Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        return dead.pid() << 40 | 1 << 18;
    }

    @Test
    void waitIsReadAsItWasEntered() {
        WaitTable table = WaitTable.create();
        int record = table.enter(OwnerWord.selfThread(), entry("p\nt\nsomething\na\nb\n"));
        WaitRecord wait = table.read().get(0);
        assertThat(wait.number()).isEqualTo(table.number(record)).isPositive();
        assertThat(wait.waiter()).isEqualTo(OwnerWord.selfThread());
        assertThat(wait.kind()).isEqualTo(WaitKind.EVENT);
        assertThat(List.of(wait.idHigh(), wait.idLow(), wait.place(), wait.identity()))
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(wait.isLimited()).isTrue();
        assertThat(wait.answered()).isZero();
        assertThat(wait.processName() + wait.threadName() + wait.what()).isEqualTo("ptsomething");
        assertThat(wait.stack()).containsExactly("a", "b");
        long looks = table.ask();
        table.answer(record, looks, 2, new long[] {7, 8}, 5, 6);
        WaitRecord answered = table.read().get(0);
        assertThat(answered.answered()).isEqualTo(looks);
        assertThat(answered.holders()).containsExactly(7, 8);
        assertThat(answered.others()).isEqualTo(5);
        assertThat(answered.sum()).isEqualTo(6);
        table.leave(record);
        assertThat(table.read()).isEmpty();
    }

    @Test
    void placesOfTheDeadAreLeftOutAndTaken() throws Exception {
        WaitTable table = WaitTable.create();
        long dead = deadOwner();
        for (int i = 0; i < WaitTable.RECORDS; i++) {
            assertThat(table.enter(dead, entry(""))).isNotNegative();
        }
        assertThat(table.read()).isEmpty();
        int record = table.enter(OwnerWord.selfThread(), entry(""));
        assertThat(record).isNotNegative();
        assertThat(table.read()).hasSize(1);
    }

    @Test
    void fullTableTakesNoMore() {
        WaitTable table = WaitTable.create();
        List<Integer> records = new ArrayList<>();
        for (int i = 0; i < WaitTable.RECORDS; i++) {
            records.add(table.enter(OwnerWord.selfThread(), entry("")));
        }
        assertThat(records).doesNotHaveDuplicates().doesNotContain(-1);
        assertThat(table.enter(OwnerWord.selfThread(), entry(""))).isEqualTo(-1);
        table.leave(records.get(9));
        assertThat(table.enter(OwnerWord.selfThread(), entry(""))).isEqualTo(records.get(9));
    }

    @Test
    void longTextIsCut() {
        WaitTable table = WaitTable.create();
        table.enter(
                OwnerWord.selfThread(), entry("p\nt\nw\n" + "x".repeat(WaitTable.MOST_TEXT_BYTES)));
        assertThat(table.read().get(0).what()).isEqualTo("w");
        assertThat(WaitText.of("p\nq", "w").lines()).startsWith("p q").contains("w");
    }
}
