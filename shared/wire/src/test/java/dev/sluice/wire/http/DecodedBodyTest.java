package dev.sluice.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.door.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A coding that nobody asked for is undone as it comes, or is no answer. */
class DecodedBodyTest {
    private static final String TEXT = "data: {\"a\":\"ä\"}\n\n".repeat(50);

    private static byte[] coded(String coding, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = encoder(coding, bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static OutputStream encoder(String coding, OutputStream to) throws IOException {
        return switch (coding) {
            case "raw" -> new DeflaterOutputStream(to, new Deflater(6, true), 512, true);
            case "deflate" -> new DeflaterOutputStream(to, new Deflater(), 512, true);
            default -> new GZIPOutputStream(to, 512, true);
        };
    }

    private static InputStream decoded(String name, byte[] bytes) throws IOException {
        return DecodedBody.of(
                new ByteArrayInputStream(bytes), Headers.of("Content-Encoding", name));
    }

    private static String name(String coding) {
        return coding.equals("raw") ? "deflate" : coding;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZip", "deflate", "raw"})
    void everyKnownCodingIsUndone(String coding) throws IOException {
        for (int length : new int[] {0, 1, 2, 10, TEXT.length()}) {
            byte[] plain = TEXT.substring(0, length).getBytes(UTF_8);
            try (InputStream in = decoded(name(coding), coded(coding, plain))) {
                assertThat(in.readAllBytes()).isEqualTo(plain);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void aBodyWithoutAByteIsEmptyWhateverItsCoding(String coding) throws IOException {
        assertThat(decoded(name(coding), new byte[0]).readAllBytes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "", " Identity , "})
    void noCodingIsNone(String name) throws IOException {
        assertThat(decoded(name, TEXT.getBytes(UTF_8)).readAllBytes())
                .isEqualTo(TEXT.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "gzip, br", "aws-chunked"})
    void anUnknownCodingIsNoAnswer(String name) {
        assertThatThrownBy(() -> decoded(name, new byte[0])).isInstanceOf(UnreadableAnswer.class);
    }

    @Test
    void twoHeadersAreTwoCodings() {
        assertThatThrownBy(
                        () ->
                                DecodedBody.of(
                                        InputStream.nullInputStream(),
                                        Headers.of(
                                                "content-encoding", "gzip",
                                                "content-encoding", "br")))
                .isInstanceOf(UnreadableAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void whereverItIsCutItIsBroken(String coding) throws IOException {
        byte[] whole = coded(coding, TEXT.getBytes(UTF_8));
        for (int cut = 1; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> decoded(name(coding), part).readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNotCodedAsItSaysIsNoAnswer() {
        assertThatThrownBy(() -> decoded("gzip", TEXT.getBytes(UTF_8)).readAllBytes())
                .isInstanceOf(UnreadableAnswer.class);
        byte[] noDeflate = {-1, -1, -1, -1, -1, -1};
        assertThatThrownBy(() -> decoded("deflate", noDeflate).readAllBytes())
                .isInstanceOf(UnreadableAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void aBombIsRefusedLongBeforeItIsWhole(String coding) throws IOException {
        byte[] bomb = coded(coding, new byte[64 << 20]);
        InputStream in = decoded(name(coding), bomb);
        long[] total = {0};
        assertThatThrownBy(
                        () -> {
                            byte[] buffer = new byte[8 << 10];
                            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                                total[0] += n;
                            }
                        })
                .isInstanceOf(UnreadableAnswer.class);
        assertThat(total[0]).isLessThan(8L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void whatIsFlushedCanBeRead(String coding) throws IOException {
        PipedInputStream in = new PipedInputStream(64 << 10);
        OutputStream out = encoder(coding, new PipedOutputStream(in));
        InputStream plain = DecodedBody.of(in, Headers.of("content-encoding", name(coding)));
        for (int i = 0; i < 20; i++) {
            String event = "data: event " + i + "\n\n";
            out.write(event.getBytes(UTF_8));
            out.flush();
            // Nothing more is written: a decoder that waits for more would wait for ever.
            assertThat(new String(plain.readNBytes(event.length()), UTF_8)).isEqualTo(event);
        }
    }
}
