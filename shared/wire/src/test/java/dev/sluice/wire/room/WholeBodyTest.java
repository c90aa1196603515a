package dev.sluice.wire.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.door.NoRoom;
import dev.sluice.wire.http.UnreadableAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WholeBodyTest {
    private static final int[] SIZES = {
        0, 1, 4_095, 4_096, 4_097, 32_767, 32_768, 32_769, 1 << 20, (1 << 20) + 1, 5_000_000
    };

    /** What is counted, and the most of it. */
    private static final class Counted implements Growth {
        private final long mostBytes;
        private long bytes;
        private long peakBytes;
        private int calls;

        Counted(long mostBytes) {
            this.mostBytes = mostBytes;
        }

        @Override
        public void more(long moreBytes) throws IOException {
            calls++;
            if (bytes + moreBytes > mostBytes) {
                throw new NoRoom();
            }
            bytes += moreBytes;
            peakBytes = Math.max(peakBytes, bytes);
        }

        @Override
        public void less(long lessBytes) {
            calls++;
            bytes -= lessBytes;
        }

        @Override
        public void rest() {
            calls++;
        }

        @Override
        public long mostBytes() {
            return Long.MAX_VALUE;
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Of pieces of any length up to that one. */
    private static InputStream inPieces(byte[] bytes, int mostBytes) {
        Random random = new Random(mostBytes);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, 1 + random.nextInt(mostBytes)));
            }
        };
    }

    @Test
    void allIsReadHoweverItComesAndAsMuchIsHeldAsThereIs() throws IOException {
        for (int size : SIZES) {
            byte[] bytes = bytes(size);
            for (long announced : new long[] {-1, size, size + 100L, size / 2}) {
                Counted room = new Counted(Long.MAX_VALUE);
                AtomicInteger heard = new AtomicInteger();
                byte[] read =
                        WholeBody.read(
                                inPieces(bytes, 100_000), announced, heard::incrementAndGet, room);
                assertThat(read).as("%s announced as %s", size, announced).isEqualTo(bytes);
                assertThat(room.bytes).isEqualTo(size > Growth.FREE_BYTES ? size : 0);
                assertThat(room.peakBytes).isLessThanOrEqualTo(2L * size + 200);
                assertThat(heard.get()).isGreaterThanOrEqualTo(size / 100_000);
            }
        }
    }

    @Test
    void whatIsSmallAsksNobody() throws IOException {
        Counted room = new Counted(0);
        WholeBody.read(inPieces(bytes(Growth.FREE_BYTES), 1_000), -1, () -> {}, room);
        assertThat(room.calls).isZero();
    }

    @Test
    void whatFindsNoRoomIsReadNoFurther() {
        Counted room = new Counted(1_000_000);
        InputStream in = inPieces(bytes(5_000_000), 10_000);
        assertThatThrownBy(() -> WholeBody.read(in, -1, () -> {}, room)).isInstanceOf(NoRoom.class);
        assertThat(room.bytes).isLessThanOrEqualTo(1_000_000);
    }

    @Test
    void whatIsLargerThanAllRoomIsNoAnswer() {
        Room.Share share = Room.ofAnswers(0).share(-1);
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }
                };
        assertThatThrownBy(() -> WholeBody.read(endless, -1, () -> {}, share))
                .isInstanceOf(UnreadableAnswer.class)
                .hasMessageContaining("larger than");
        assertThatThrownBy(() -> WholeBody.read(endless, 1L << 40, () -> {}, Growth.FREE))
                .isInstanceOf(UnreadableAnswer.class);
    }
}
