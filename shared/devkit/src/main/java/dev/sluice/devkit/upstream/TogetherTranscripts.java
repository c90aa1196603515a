package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.form.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /v1/audio/transcriptions} and {@code /translations} as Together answers them: it
 * hears the same sentences in every sound, as many as fit.
 */
final class TogetherTranscripts {
    private static final List<String> SENTENCES =
            List.of(
                    "A sluice lets through as much as fits.",
                    "The water waits behind the gate.",
                    "Each boat pays once.",
                    "The keeper writes it down.");

    private static final double SENTENCE_SECONDS = 2.5;
    private static final double SECONDS_BEHIND_A_URL = 30;
    private static final int MP3_BYTES_A_SECOND = 16_000;
    private static final int WAV_HEAD_BYTES = 44;

    private TogetherTranscripts() {}

    /** The form that is asked with. */
    static Multipart form(Content content) throws ScriptedAsk.BadRequest {
        try {
            return Multipart.read(content);
        } catch (BadRequest e) {
            throw new ScriptedAsk.BadRequest("The request is no form: " + e.getMessage());
        }
    }

    static String text(Multipart form, String name) throws ScriptedAsk.BadRequest {
        try {
            return form.first(name).isEmpty() ? "" : form.first(name).get().text();
        } catch (BadRequest e) {
            throw new ScriptedAsk.BadRequest(name + " is no text");
        }
    }

    /** The answer: {@code json}, or {@code verbose_json} where that is asked for. */
    static byte[] answer(Multipart form, boolean translates)
            throws IOException, ScriptedAsk.BadRequest {
        Part file =
                form.first("file")
                        .orElseThrow(() -> new ScriptedAsk.BadRequest("file is required"));
        double seconds = file.isFile() ? seconds(file.view()) : SECONDS_BEHIND_A_URL;
        List<Map<String, Object>> segments = segments(seconds);
        Map<String, Object> answer = new LinkedHashMap<>();
        StringBuilder said = new StringBuilder();
        segments.forEach(segment -> said.append(segment.get("text")));
        answer.put("text", said.toString().strip());
        if (text(form, "response_format").equals("verbose_json")) {
            answer.put("task", translates ? "translate" : "transcribe");
            answer.put("language", "en");
            if (Script.of(text(form, "model")) != Script.NO_USAGE) {
                answer.put("duration", seconds);
            }
            answer.put("segments", segments);
            if (asksForWords(form)) {
                answer.put("words", words(segments));
            }
        }
        return JSON.std.asBytes(answer);
    }

    private static List<Map<String, Object>> segments(double seconds) {
        List<Map<String, Object>> segments = new ArrayList<>();
        for (double start = 0; start < seconds; start += SENTENCE_SECONDS) {
            Map<String, Object> segment = new LinkedHashMap<>();
            segment.put("id", segments.size());
            segment.put("start", start);
            segment.put("end", Math.min(seconds, start + SENTENCE_SECONDS));
            segment.put("text", " " + SENTENCES.get(segments.size() % SENTENCES.size()));
            segments.add(segment);
        }
        return segments;
    }

    private static boolean asksForWords(Multipart form) throws ScriptedAsk.BadRequest {
        try {
            for (Part wanted : form.all("timestamp_granularities[]")) {
                if (wanted.text().equals("word")) {
                    return true;
                }
            }
            return false;
        } catch (BadRequest e) {
            throw new ScriptedAsk.BadRequest("timestamp_granularities is no text");
        }
    }

    /** The words of each segment, all of them equally long. */
    private static List<Map<String, Object>> words(List<Map<String, Object>> segments) {
        List<Map<String, Object>> words = new ArrayList<>();
        for (Map<String, Object> segment : segments) {
            double start = seconds(segment, "start");
            String[] said = String.valueOf(segment.get("text")).strip().split(" ");
            double seconds = (seconds(segment, "end") - start) / said.length;
            for (int i = 0; i < said.length; i++) {
                Map<String, Object> word = new LinkedHashMap<>();
                word.put("word", said[i]);
                word.put("start", start + i * seconds);
                word.put("end", start + (i + 1) * seconds);
                words.add(word);
            }
        }
        return words;
    }

    private static double seconds(Map<String, Object> segment, String member) {
        return segment.get(member) instanceof Double seconds ? seconds : 0;
    }

    private static double seconds(ByteBuffer sound) {
        ByteBuffer little = sound.order(ByteOrder.LITTLE_ENDIAN);
        if (little.limit() < WAV_HEAD_BYTES || little.getInt(0) != 0x46464952) { // "RIFF"
            return Math.ceilDiv(little.limit(), MP3_BYTES_A_SECOND);
        }
        int bytesASecond = Math.max(1, little.getInt(28));
        return (double) (little.limit() - WAV_HEAD_BYTES) / bytesASecond;
    }
}
