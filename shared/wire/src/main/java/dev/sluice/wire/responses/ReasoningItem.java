package dev.sluice.wire.responses;

import dev.sluice.wire.json.JsonOut;
import java.io.IOException;

/** What the model thinks aloud, as a summary of one part. */
final class ReasoningItem extends Item {
    private static final String PART = "response.reasoning_summary_part.";
    private static final String TEXT = "response.reasoning_summary_text.";

    private final GrowingText text = new GrowingText();
    private boolean hasPart;

    ReasoningItem(String id, int outputIndex) {
        super(id, outputIndex);
    }

    @Override
    void open(Events events) throws IOException {
        super.open(events);
        hasPart = true;
        events.write(PART + "added", part(ofPart(), ""));
    }

    void add(String fragment, Events events) throws IOException {
        String news = text.add(fragment);
        if (!news.isEmpty()) {
            events.write(TEXT + "delta", ofPart().name("delta").text(news));
        }
    }

    @Override
    void finish(Events events) throws IOException {
        events.write(TEXT + "done", ofPart().name("text").text(text.toString()));
        events.write(PART + "done", part(ofPart(), text.toString()));
    }

    @Override
    void members(JsonOut item) {
        item.name("type").text("reasoning").name("summary").raw("[");
        if (hasPart) {
            summary(item, text.toString());
        }
        item.raw("]").name("encrypted_content").raw("null");
    }

    private JsonOut ofPart() {
        return ofItem().name("summary_index").number(0);
    }

    private static JsonOut part(JsonOut event, String text) {
        event.name("part");
        summary(event, text);
        return event;
    }

    private static void summary(JsonOut out, String text) {
        out.raw("{\"type\":\"summary_text\",\"text\":").text(text).raw("}");
    }
}
