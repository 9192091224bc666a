package io.furcula.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void alignsColumnsUnderARule() {
        TextTable table = new TextTable("method", "wall");
        table.row("a", "10 ms");
        table.row("longer", "1 ms");

        assertThat(table.lines())
                .containsExactly(
                        "method   wall", "-------------", "a       10 ms", "longer   1 ms");
    }

    @Test
    void cutsTheFirstColumnWhenALineWouldBeLongerThanATerminal() {
        TextTable table = new TextTable("x".repeat(70), "a", "b");
        table.row("y", "z".repeat(9), "1");

        assertThat(table.lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
        assertThat(table.lines().get(0)).startsWith("xxx").contains("..").endsWith("a  b");
    }

    @Test
    void refusesARowOfAnotherLength() {
        TextTable table = new TextTable("a", "b");

        assertThatThrownBy(() -> table.row("1")).hasMessageContaining("1 cells");
    }
}
