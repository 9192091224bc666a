package io.furcula.bench.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.bench.message.Receipt.Total;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptTest {

    @Test
    void oneConsumerGetsAllMessagesOfEachProducerInItsOrder() {
        Receipt receipt = new Receipt(2, true);

        assertThat(receipt.accept(1, 0)).isTrue();
        assertThat(receipt.accept(0, 0)).isTrue();
        assertThat(receipt.accept(1, 1)).isTrue();
        assertThat(receipt.accept(0, Messages.END)).isFalse();
        assertThat(receipt.isComplete()).isFalse();
        assertThat(receipt.accept(1, Messages.END)).isFalse();
        assertThat(receipt.isComplete()).isTrue();
        Total.check(List.of(Total.sent(1), Total.sent(2)), List.of(receipt.total()));
    }

    @Test
    void aGapOrARepetitionIsAnError() {
        Receipt receipt = new Receipt(1, true);
        receipt.accept(0, 0);

        assertThatThrownBy(() -> receipt.accept(0, 2)).hasMessageContaining("when 1 was to come");
        assertThatThrownBy(() -> receipt.accept(0, 0)).hasMessageContaining("when 1 was to come");
    }

    @Test
    void oneOfSeveralConsumersMayMissMessagesButNotGetThemOutOfOrder() {
        Receipt receipt = new Receipt(1, false);

        assertThatCode(() -> receipt.accept(0, 4)).doesNotThrowAnyException();
        assertThatThrownBy(() -> receipt.accept(0, 3)).hasMessageContaining("when 5 was to come");
    }

    @Test
    void aMessageThatNobodyGotIsAnError() {
        Total part = Total.sent(10);

        assertThatThrownBy(() -> Total.check(List.of(Total.sent(11)), List.of(part)))
                .hasMessageContaining("sent");
        assertThatThrownBy(() -> Total.check(List.of(Total.sent(10)), List.of(new Total(10, 46))))
                .hasMessageContaining("sent");
    }

    @Test
    void framesThatWereChangedAreRefused() {
        Frames frames = new Frames(32, 3);
        byte[] message = frames.message(258);

        assertThat(message).startsWith(2, 1, 0);
        assertThat(frames.number(message)).isEqualTo(258);
        assertThat(frames.producer(message)).isEqualTo(3);
        message[31] ^= 1;
        assertThatThrownBy(() -> frames.number(message)).hasMessageContaining("begin with 258");
        assertThatThrownBy(() -> new Frames(40, 3).number(new byte[32]))
                .hasMessageContaining("received 32 bytes");
    }
}
