package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientBytesTest {
    private static final int MOST_PIECES = 1_000;

    /** Bytes one by one, for ever. */
    private static final class Dripping implements ClientBytes.Source {
        final AtomicInteger pieces = new AtomicInteger();

        @Override
        public int read(byte[] into, int offset, int length) {
            into[offset] = (byte) pieces.getAndIncrement();
            return 1;
        }

        @Override
        public ByteBuffer readAhead() {
            return ByteBuffer.wrap(new byte[] {(byte) pieces.getAndIncrement()});
        }

        @Override
        public void onceReadable(Runnable reads) {
            Thread.startVirtualThread(reads);
        }

        @Override
        public boolean takeBack() {
            return false;
        }

        @Override
        public void cut() {}
    }

    @Test
    void whatIsReadAheadIsBoundedByWhatItTakesAndNotByWhatItSays() throws Exception {
        Dripping source = new Dripping();
        ClientBytes client = new ClientBytes(source, () -> {});
        client.requestBegins();
        client.bodyIsRead();
        client.onHangUp(() -> {});
        client.look(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));

        int pieces = settled(source.pieces);
        assertThat(pieces).isPositive().isLessThan(MOST_PIECES);
        client.requestEnds();
        for (int i = 0; i < pieces; i++) {
            assertThat(client.ahead()).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) i}));
        }
    }

    private static int settled(AtomicInteger count) throws InterruptedException {
        int before = -1;
        while (count.get() == 0 || count.get() != before) {
            before = count.get();
            Thread.sleep(200);
        }
        return before;
    }
}
