package dev.sluice.wire.sound;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import java.util.List;
import java.util.Map;

/**
 * The segments of a transcript as OpenAI's clients require them: with all the members that OpenAI's
 * own have. Those that a provider does not tell are 0 or empty, which no client takes for a sign of
 * silence, or of a bad transcript.
 */
final class Segments {
    private static final List<String> NUMBERS =
            List.of("seek", "temperature", "avg_logprob", "compression_ratio", "no_speech_prob");

    private Segments() {}

    /** A verbose transcript, its bytes as they came but for what its segments lack. */
    static byte[] completed(byte[] told) {
        Edits edits = new Edits();
        try {
            JsonView segments = JsonView.of(told).members().get("segments");
            List<JsonView> all = segments == null ? List.of() : segments.items();
            for (int i = 0; i < all.size(); i++) {
                complete(all.get(i), i, edits);
            }
        } catch (MalformedJson e) {
            return told; // with a member twice, say: it is its client's to read
        }
        return edits.isEmpty() ? told : new Patched(told, 0, told.length, edits).toByteArray();
    }

    private static void complete(JsonView segment, int number, Edits edits) throws MalformedJson {
        Map<String, JsonView> members = segment.members();
        if (members.isEmpty()) {
            return;
        }
        JsonOut missing = new JsonOut(128);
        if (!members.containsKey("id")) {
            missing.raw("\"id\":").number(number).raw(",");
        }
        for (String name : NUMBERS) {
            missing.raw(members.containsKey(name) ? "" : "\"" + name + "\":0,");
        }
        missing.raw(members.containsKey("tokens") ? "" : "\"tokens\":[],");
        edits.insert(segment.start() + 1, missing.toByteArray());
    }
}
