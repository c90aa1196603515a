package dev.sluice.wire.picture;

import dev.sluice.wire.answer.EventsFormat;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.util.List;
import java.util.Map;

/**
 * OpenAI's events of pictures: {@code image_generation.completed}, {@code image_edit.completed};
 * its streams have no {@code [DONE]}. Made here of a whole answer where the provider streams none.
 */
final class PictureEvents implements EventsFormat {
    static final PictureEvents FORMAT = new PictureEvents();

    private PictureEvents() {}

    /** The events that say the same as a whole answer with these pictures. */
    static byte[] of(List<JsonView> pictures, PictureRequest asked, long createdSeconds)
            throws MalformedJson {
        String name = asked.edits() ? "image_edit.completed" : "image_generation.completed";
        JsonOut events = new JsonOut(1_024);
        for (JsonView picture : pictures) {
            events.raw("event: " + name + "\ndata: {\"type\":\"" + name + "\"");
            events.raw(",\"created_at\":").number(createdSeconds);
            events.raw(",\"size\":\"" + asked.size().width() + "x" + asked.size().height() + "\"");
            events.raw(",\"quality\":\"auto\",\"background\":\"auto\",\"output_format\":\"");
            Map<String, JsonView> members = picture.members();
            events.raw(format(members) + "\"");
            for (String member : List.of("b64_json", "url")) {
                JsonView value = members.get(member);
                if (value != null && value.isText()) {
                    events.raw(",\"" + member + "\":").oneLine(value);
                }
            }
            events.raw(
                    ",\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"total_tokens\":0,"
                            + "\"input_tokens_details\":{\"text_tokens\":0,\"image_tokens\":0}}}\n\n");
        }
        return events.toByteArray();
    }

    /** By how base64 of a picture begins. */
    private static String format(Map<String, JsonView> members) {
        JsonView coded = members.get("b64_json");
        byte first = coded == null ? 0 : coded.bytes()[coded.start() + 1];
        return first == '/' ? "jpeg" : first == 'U' ? "webp" : "png";
    }
}
