package dev.sluice.wire.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TakenBytesTest {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<Long> seen = new ArrayList<>();
    private final TakenBytes counted =
            new TakenBytes(
                    new OutputStream() {
                        @Override
                        public void write(int b) {
                            throw new AssertionError("byte by byte");
                        }

                        @Override
                        public void write(byte[] from, int offset, int length) {
                            seen.add(counted.bytes());
                            taken.write(from, offset, length);
                        }
                    });

    @Test
    void howMuchIsTakenIsKnownWhileItIsWritten() throws IOException {
        byte[] body = new byte[2 * TakenBytes.PIECE_BYTES + 5];
        new Random(1).nextBytes(body);
        counted.write('x');
        counted.write(body, 2, body.length - 2);
        long piece = TakenBytes.PIECE_BYTES;
        assertThat(seen).containsExactly(0L, 1L, 1 + piece, 1 + 2 * piece);
        assertThat(counted.bytes()).isEqualTo(body.length - 1);
        assertThat(taken.toByteArray()).hasSize(body.length - 1).endsWith(body[body.length - 1]);
    }
}
