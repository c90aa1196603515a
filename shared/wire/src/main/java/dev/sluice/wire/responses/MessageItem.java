package dev.sluice.wire.responses;

import dev.sluice.wire.json.JsonOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the model says, or why it does not. */
final class MessageItem extends Item {
    /** A part of the content: text, or a refusal. */
    private record Part(boolean refusal, GrowingText text, Logprobs logprobs) {
        Part(boolean refusal) {
            this(refusal, new GrowingText(), new Logprobs());
        }

        String delta() {
            return refusal ? "response.refusal.delta" : "response.output_text.delta";
        }

        String done() {
            return refusal ? "response.refusal.done" : "response.output_text.done";
        }

        JsonOut write(JsonOut out, String said) {
            return refusal
                    ? out.raw("{\"type\":\"refusal\",\"refusal\":").text(said).raw("}")
                    : out.raw("{\"type\":\"output_text\",\"text\":")
                            .text(said)
                            .raw(",\"annotations\":[],\"logprobs\":")
                            .raw(said.isEmpty() ? Logprobs.NONE : logprobs.all())
                            .raw("}");
        }
    }

    private final List<Part> parts = new ArrayList<>(1);

    MessageItem(String id, int outputIndex) {
        super(id, outputIndex);
    }

    void add(String fragment, boolean refusal, Events events) throws IOException {
        Part part = part(refusal, events);
        String news = part.text().add(fragment);
        if (!news.isEmpty()) {
            JsonOut delta = ofPart().name("delta").text(news);
            events.write(part.delta(), withLogprobs(delta, part, part.logprobs().news()));
        }
    }

    /** How likely the text is that is added next. */
    void likely(String items, Events events) throws IOException {
        part(false, events).logprobs().add(items);
    }

    private Part part(boolean refusal, Events events) throws IOException {
        if (parts.isEmpty() || parts.getLast().refusal() != refusal) {
            partEnds(events);
            parts.add(new Part(refusal));
            JsonOut added = ofPart().name("part");
            events.write("response.content_part.added", parts.getLast().write(added, ""));
        }
        return parts.getLast();
    }

    private void partEnds(Events events) throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        Part part = parts.getLast();
        String said = part.text().toString();
        JsonOut done = ofPart().name(part.refusal() ? "refusal" : "text").text(said);
        events.write(part.done(), withLogprobs(done, part, part.logprobs().all()));
        events.write("response.content_part.done", part.write(ofPart().name("part"), said));
    }

    private static JsonOut withLogprobs(JsonOut event, Part part, JsonOut logprobs) {
        return part.refusal() ? event : event.name("logprobs").raw(logprobs);
    }

    @Override
    void finish(Events events) throws IOException {
        partEnds(events);
    }

    @Override
    void members(JsonOut item) {
        item.name("type").text("message").name("role").text("assistant").name("content").raw("[");
        for (Part part : parts) {
            part.write(item.item(), part.text().toString());
        }
        item.raw("]");
    }

    private JsonOut ofPart() {
        return ofItem().name("content_index").number(parts.size() - 1L);
    }
}
