package dev.sluice.wire.responses;

import dev.sluice.wire.json.JsonOut;
import java.nio.charset.StandardCharsets;

/** How likely the tokens of a text are, as they come: arrays for its deltas, and one of all. */
final class Logprobs {
    static final JsonOut NONE = new JsonOut(2).raw("[]");

    private JsonOut all = NONE;
    private JsonOut news = NONE;

    /** Adds items of an array, without the array. */
    void add(String items) {
        byte[] json = items.getBytes(StandardCharsets.UTF_8);
        all = with(all, json);
        news = with(news, json);
    }

    private static JsonOut with(JsonOut array, byte[] items) {
        JsonOut longer = array == NONE ? new JsonOut(512).raw("[") : array.withoutLast();
        return longer.item().raw(items, 0, items.length).raw("]");
    }

    /** Those of the text since this was asked last. */
    JsonOut news() {
        JsonOut told = news;
        news = NONE;
        return told;
    }

    /** Those of all the text. */
    JsonOut all() {
        return all;
    }
}
