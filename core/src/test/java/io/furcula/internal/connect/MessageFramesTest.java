package io.furcula.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages arrive whole or not at all, however a socket tears them apart. */
class MessageFramesTest {

    /** Takes so many bytes, and then no more until it is told. */
    private static final class Narrow implements WritableByteChannel {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int room;

        @Override
        public int write(ByteBuffer source) {
            int n = Math.min(room, source.remaining());
            byte[] bytes = new byte[n];
            source.get(bytes);
            taken.writeBytes(bytes);
            room -= n;
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Gives a few bytes, then none, then a few again. */
    private static final class Trickle implements ReadableByteChannel {
        private final ByteBuffer bytes;
        private final int most;
        private boolean pause;

        Trickle(byte[] bytes, int most) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.most = most;
        }

        @Override
        public int read(ByteBuffer target) {
            pause = !pause;
            if (pause) {
                return 0;
            }
            int n = Math.min(Math.min(most, bytes.remaining()), target.remaining());
            for (int i = 0; i < n; i++) {
                target.put(bytes.get());
            }
            return n == 0 ? -1 : n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static List<byte[]> read(byte[] stream, int most) throws IOException {
        MessageReader reader = new MessageReader(new Trickle(stream, most), 1 << 20);
        List<byte[]> messages = new ArrayList<>();
        while (!reader.hasEnded()) {
            while (reader.read()) {
                messages.add((byte[]) Codec.fromPeer(reader.take(), info -> {
                    throw new AssertionError("no class is named");
                }));
            }
        }
        return messages;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + length);
        }
        return bytes;
    }

    private static void begin(MessageWriter writer, byte[] message) {
        writer.begin(Codec.encodeForFilter(message, "message"));
    }

    @Test
    void messagesOfAllSizesPassInPiecesOfAllSizes() throws Exception {
        int frame = MessageFrames.MAX_CONTENT_BYTES;
        List<byte[]> sent = new ArrayList<>();
        for (int size : new int[] {0, 1, 7, 16_000, frame - 2, frame - 1, frame, 3 * frame + 5}) {
            sent.add(bytes(size));
        }
        Narrow channel = new Narrow();
        channel.room = Integer.MAX_VALUE;
        MessageWriter writer = new MessageWriter(channel);
        for (byte[] message : sent) {
            begin(writer, message);
            assertThat(writer.write()).isTrue();
        }
        for (int most : new int[] {1, 5, 1000, 16_384, 1 << 20}) {
            List<byte[]> got = read(channel.taken.toByteArray(), most);
            assertThat(got).hasSameSizeAs(sent);
            for (int i = 0; i < got.size(); i++) {
                assertThat(Arrays.equals(sent.get(i), got.get(i))).isTrue();
            }
        }
    }

    /** The room at which the first message is given up: all for a small one, the edges for a large one. */
    private static void assertGivenUpMessagesDoNotArrive(int size, int[] rooms) throws Exception {
        for (int room : rooms) {
            Narrow channel = new Narrow();
            MessageWriter writer = new MessageWriter(channel);
            channel.room = Integer.MAX_VALUE;
            begin(writer, bytes(3));
            assertThat(writer.write()).isTrue();
            channel.room = room;
            begin(writer, bytes(size));
            boolean written = writer.write();
            if (!written) {
                writer.giveUp();
            }
            begin(writer, bytes(9)); // given up as well, before it has begun
            channel.room = 0;
            assertThat(writer.write()).isFalse();
            writer.giveUp();
            channel.room = Integer.MAX_VALUE;
            begin(writer, bytes(5));
            assertThat(writer.write()).isTrue();
            List<Integer> lengths = read(channel.taken.toByteArray(), 1 << 20).stream()
                    .map(m -> m.length)
                    .toList();
            assertThat(lengths)
                    .as("given up after %s bytes", room)
                    .isEqualTo(written ? List.of(3, size, 5) : List.of(3, 5));
        }
    }

    @Test
    void messageThatIsGivenUpDoesNotArriveWhereverItWas() throws Exception {
        int small = 20;
        int[] all = new int[small + 12];
        Arrays.setAll(all, i -> i);
        assertGivenUpMessagesDoNotArrive(small, all);
        int frame = MessageFrames.MAX_CONTENT_BYTES + 9;
        assertGivenUpMessagesDoNotArrive(
                200_000,
                new int[] {0, 1, 8, 9, frame - 1, frame, frame + 1, frame + 8, 2 * frame, 200_000});
    }

    private static void assertRefused(String why, int... header) {
        ByteBuffer stream = ByteBuffer.allocate(100);
        for (int word : header) {
            stream.putInt(word);
        }
        assertThatThrownBy(() -> read(stream.array(), 100))
                .isInstanceOf(MessageReader.ProtocolException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsNoFrameIsRefusedBeforeMemoryIsTakenForIt() {
        assertRefused("length -1", -1, 0);
        assertRefused("length 65537", MessageFrames.MAX_CONTENT_BYTES + 1, 0);
        assertRefused("-5 bytes follow", 10, -5);
        assertRefused("a message has 2147483657 bytes", 10, Integer.MAX_VALUE);
        assertRefused("a frame goes on for 0 bytes", 0, 0);
    }

    @Test
    void frameThatBelongsToNoMessageIsRefused() {
        ByteBuffer stream = ByteBuffer.allocate(100)
                .putInt(1)
                .putInt(5)
                .put((byte) 0)
                .put(MessageFrames.KEEP)
                .putInt(1)
                .putInt(5);
        assertThatThrownBy(() -> read(stream.array(), 100))
                .hasMessageContaining("goes on for 6 bytes where 5 are left");
        ByteBuffer verdict =
                ByteBuffer.allocate(100).putInt(1).putInt(0).put((byte) 0).put((byte) 7);
        assertThatThrownBy(() -> read(verdict.array(), 100)).hasMessageContaining("ends with 7");
    }

    @Test
    void endInsideAMessageDropsIt() throws Exception {
        Narrow channel = new Narrow();
        channel.room = Integer.MAX_VALUE;
        MessageWriter writer = new MessageWriter(channel);
        begin(writer, bytes(3));
        assertThat(writer.write()).isTrue();
        begin(writer, bytes(100_000));
        assertThat(writer.write()).isTrue();
        byte[] stream = channel.taken.toByteArray();
        for (int cut : new int[] {1, 2, 30_000, 34_000, 34_490, 34_500, 34_510, 100_000}) {
            assertThat(read(Arrays.copyOf(stream, stream.length - cut), 1 << 20))
                    .hasSize(1);
        }
    }
}
