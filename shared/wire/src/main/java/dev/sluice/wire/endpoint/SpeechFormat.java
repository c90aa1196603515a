package dev.sluice.wire.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.answer.EventsFormat;
import dev.sluice.wire.openai.TokenEstimate;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Sound as OpenAI's events: {@code speech.audio.delta}, and at the end {@code speech.audio.done}
 * with the usage. Each delta has an even number of bytes, so that no sample is cut in two.
 */
final class SpeechFormat implements EventsFormat {
    private static final byte[] DELTA =
            "{\"type\":\"speech.audio.delta\",\"audio\":\"".getBytes(UTF_8);
    private static final byte[] END = "\"}".getBytes(UTF_8);
    private static final int NONE = -1;

    private final Speech.Wish wish;
    private final @Nullable SpeechEvents told;
    private int odd = NONE;

    /**
     * @param told where the provider sends events too, and so may tell the usage
     */
    SpeechFormat(Speech.Wish wish, @Nullable SpeechEvents told) {
        this.wish = wish;
        this.told = told;
    }

    @Override
    public void piece(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
        int before = odd == NONE ? 0 : 1;
        byte[] even = new byte[(before + length) & ~1];
        if (even.length == 0) {
            odd = bytes[offset] & 0xFF;
            return;
        }
        even[0] = (byte) odd;
        System.arraycopy(bytes, offset, even, before, even.length - before);
        odd = even.length - before < length ? bytes[offset + length - 1] & 0xFF : NONE;
        delta(out, even);
    }

    @Override
    public void finish(OutputStream out, Metered usage) throws IOException {
        if (odd != NONE) {
            delta(out, new byte[] {(byte) odd});
        }
        SseWriter.begin(out);
        out.write("{\"type\":\"speech.audio.done\",\"usage\":".getBytes(UTF_8));
        out.write(usage(usage));
        out.write('}');
        SseWriter.end(out);
    }

    private byte[] usage(Metered usage) {
        byte[] counted = told == null ? null : told.usage();
        if (counted != null) {
            return counted;
        }
        long characters = usage.of(Measure.CHARACTERS);
        long tokens = TokenEstimate.ofBytes(wish.inputBytes());
        return ("{\"characters\":"
                        + characters
                        + ",\"input_tokens\":"
                        + tokens
                        + ",\"output_tokens\":0,\"total_tokens\":"
                        + tokens
                        + "}")
                .getBytes(UTF_8);
    }

    private static void delta(OutputStream out, byte[] sound) throws IOException {
        SseWriter.begin(out);
        out.write(DELTA);
        out.write(Base64.getEncoder().encode(sound));
        out.write(END);
        SseWriter.end(out);
    }
}
