package dev.sluice.devkit.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.devkit.web.UiParser.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the frontend makes of a chat's events: the bubble, the panel of calls, the badge of costs,
 * the error; fails where the page would show nonsense.
 */
final class UiChat {
    final List<Event> events = new ArrayList<>();
    final StringBuilder streamed = new StringBuilder();
    String bubble = "";
    String error = "";
    double cost;
    boolean complete;
    List<?> llmApiCalls = List.of();
    private boolean requested;

    void take(Event event) {
        assertThat(complete || !error.isEmpty()).as("an event behind the end: " + event).isFalse();
        events.add(event);
        switch (event.name()) {
            case "status", "provider_fallback", "done" -> {}
            case "llm_request" -> {
                call(event);
                assertThat(event.object("request").get("messages")).isInstanceOf(List.class);
                requested = true;
            }
            case "delta" -> {
                assertThat(event.text("content")).isNotEmpty();
                streamed.append(event.text("content"));
                bubble = streamed.toString();
            }
            case "llm_response" -> response(event);
            case "message_complete" -> message(event);
            case "complete" -> {
                assertThat(event.text("status")).isEqualTo("success");
                cost = event.data().containsKey("cost") ? event.number("cost") : 0;
                complete = true;
            }
            case "error" -> error = event.text("error"); // the page calls .includes() on it
            default -> throw new AssertionError("the page knows no event " + event.name());
        }
    }

    private void response(Event event) {
        call(event);
        assertThat(requested).as("llm_response without llm_request").isTrue();
        usage(event.object("response"));
        assertThat(event.object("httpHeaders")).isNotNull();
        assertThat(event.number("httpStatus")).isEqualTo(200);
    }

    private void message(Event event) {
        bubble = event.text("content");
        assertThat(bubble).as("a blank bubble").isNotBlank().isEqualTo(streamed.toString());
        assertThat(event.data()).doesNotContainKey("tool_calls");
        llmApiCalls = event.list("llmApiCalls");
        for (Object call : llmApiCalls) {
            Map<?, ?> fields = Fields.object(call);
            assertThat(fields.get("provider")).isInstanceOf(String.class);
            assertThat(fields.get("model")).isInstanceOf(String.class);
            assertThat(fields.get("durationMs")).isInstanceOf(Number.class);
            Fields.list(Fields.object(fields.get("request")).get("messages"));
            usage(Fields.object(fields.get("response")));
        }
    }

    private static void usage(Map<?, ?> response) {
        Map<?, ?> fields = Fields.object(response.get("usage"));
        for (String name : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
            assertThat(fields.get(name)).as(name).isInstanceOf(Number.class);
        }
        assertThat(fields.get("estimated")).isInstanceOf(Boolean.class);
    }

    private static void call(Event event) {
        event.text("provider");
        event.text("model");
        event.text("timestamp");
        assertThat(event.text("phase")).isEqualTo("chat_iteration");
    }

    List<String> names() {
        return events.stream().map(Event::name).toList();
    }

    Event only(String name) {
        List<Event> found = events.stream().filter(event -> event.name().equals(name)).toList();
        assertThat(found).as(name + " among " + names()).hasSize(1);
        return found.getFirst();
    }

    Map<?, ?> firstCall() {
        return Fields.object(llmApiCalls.getFirst());
    }
}
