package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/audio/speech} as Together answers it: a file, wav unless another form is asked
 * for, or with {@code stream} events of samples. Plays one answer in pieces, in time.
 */
final class TogetherSpeech {
    private static final Set<String> FORMATS = Set.of("wav", "mp3", "raw", "pcm", "mulaw");
    private static final int PIECE_BYTES = 4_800;
    private static final int PIECES_BEFORE_TROUBLE = 3;
    private static final long SLOW_MILLIS = 20_000;
    private static final String LONG_TEXT = "All of it. ".repeat(180);

    private final Script script;
    private final String format;
    private final boolean stream;
    private final byte[] sound;

    private TogetherSpeech(Script script, String format, boolean stream, byte[] sound) {
        this.script = script;
        this.format = format;
        this.stream = stream;
        this.sound = sound;
    }

    /** Reads what is asked for. */
    static TogetherSpeech of(byte[] body) throws IOException, ScriptedAsk.BadRequest {
        Map<String, Object> asked = JSON.std.mapFrom(body);
        if (!(asked.get("model") instanceof String model)
                || !(asked.get("input") instanceof String input)
                || !(asked.get("voice") instanceof String)) {
            throw new ScriptedAsk.BadRequest("model, input and voice are required");
        }
        Object format = asked.getOrDefault("response_format", "wav");
        if (!(format instanceof String name) || !FORMATS.contains(name)) {
            throw new ScriptedAsk.BadRequest("response_format must be one of mp3, wav, raw, mulaw");
        }
        boolean stream = Boolean.TRUE.equals(asked.get("stream"));
        if (stream && !name.equals("raw")) {
            throw new ScriptedAsk.BadRequest(
                    "Streaming is supported for response_format raw alone");
        }
        int hertz = asked.get("sample_rate") instanceof Number number ? number.intValue() : 24_000;
        Script script = Script.of(model);
        String said = script == Script.LONG ? LONG_TEXT : input;
        return new TogetherSpeech(script, name, stream, Tone.of(said, name, hertz));
    }

    void play(DoorReply reply, Headers headers, TokenPace pace) throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        reply.onHangUp(gone::countDown);
        WholeAnswer.await(gone, script == Script.SLOW ? SLOW_MILLIS : pace.firstTokenMillis());
        if (script == Script.ERROR && !stream) {
            byte[] error = Together.error("The server had an error.", "server_error", null);
            begin(reply, headers, "application/json", error.length).write(error);
            return;
        }
        OutputStream out =
                stream
                        ? begin(reply, headers, Together.STREAM_TYPE, DoorReply.STREAMED)
                        : begin(reply, headers, type(), DoorReply.STREAMED);
        int pieces = Math.ceilDiv(sound.length, PIECE_BYTES);
        for (int i = 0; i < pieces; i++) {
            if (i == PIECES_BEFORE_TROUBLE || i == pieces - 1) {
                trouble(out, gone);
            }
            byte[] piece =
                    Arrays.copyOfRange(
                            sound, i * PIECE_BYTES, Math.min(sound.length, (i + 1) * PIECE_BYTES));
            out.write(stream ? event(piece) : piece);
            out.flush();
            WholeAnswer.await(gone, pace.tokenMillis());
        }
        if (stream && script != Script.NO_DONE) {
            out.write(Together.DONE.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void trouble(OutputStream out, CountDownLatch gone) throws IOException {
        if (script == Script.CUT) {
            throw new IOException("cut, as the script wants it");
        }
        if (script == Script.STALL) {
            WholeAnswer.await(gone, TimeUnit.HOURS.toMillis(1));
        }
        if (script == Script.ERROR) {
            byte[] error = Together.error("The server had an error.", "server_error", null);
            out.write(
                    ("data: " + new String(error, StandardCharsets.UTF_8) + "\n\n")
                            .getBytes(StandardCharsets.UTF_8));
            throw new IOException("an error, as the script wants it");
        }
    }

    private static byte[] event(byte[] piece) {
        return ("data: {\"type\":\"conversation.item.audio_output.delta\",\"item_id\":\"tts_1\",\"delta\":\""
                        + Base64.getEncoder().encodeToString(piece)
                        + "\"}\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String type() {
        return switch (format) {
            case "mp3" -> "audio/mpeg";
            case "wav" -> "audio/wav";
            default -> "application/octet-stream";
        };
    }

    private static OutputStream begin(
            DoorReply reply, Headers headers, String type, long lengthBytes) throws IOException {
        return reply.begin(200, headers.toBuilder().set("Content-Type", type).build(), lengthBytes);
    }
}
