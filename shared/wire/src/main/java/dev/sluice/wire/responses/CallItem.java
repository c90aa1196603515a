package dev.sluice.wire.responses;

import dev.sluice.wire.json.JsonOut;
import java.io.IOException;

/** A call of a tool: of a function with arguments, or of a custom tool with text. */
final class CallItem extends Item {
    private final String callId;
    private final ToolNames.Tool tool;
    private final Arguments arguments = new Arguments();
    private final GrowingText said = new GrowingText();

    CallItem(String id, int outputIndex, String callId, ToolNames.Tool tool) {
        super(id, outputIndex);
        this.callId = callId;
        this.tool = tool;
    }

    /** Adds a fragment of JSON text. */
    void add(String fragment, Events events) throws IOException {
        String input = arguments.add(fragment);
        tell(tool.custom() ? input : fragment, events);
    }

    private void tell(String fragment, Events events) throws IOException {
        String news = said.add(fragment);
        if (!news.isEmpty()) {
            events.write(event("delta"), ofItem().name("delta").text(news));
        }
    }

    /** Whether its arguments are one JSON value, whole: another call may begin. */
    boolean isWhole() {
        return arguments.isWhole();
    }

    /** One without arguments says that there are none: some providers say nothing. */
    @Override
    void finish(Events events) throws IOException {
        if (tool.custom()) {
            tell(arguments.rest(), events);
        } else if (isCompleted() && said.toString().isBlank()) {
            tell("{}", events);
        }
        JsonOut done = ofItem();
        if (!tool.custom()) {
            done.name("name").text(tool.name());
        }
        events.write(event("done"), done.name(given()).text(said.toString()));
    }

    private String event(String what) {
        return "response."
                + (tool.custom() ? "custom_tool_call_input." : "function_call_arguments.")
                + what;
    }

    private String given() {
        return tool.custom() ? Tools.INPUT : "arguments";
    }

    @Override
    void members(JsonOut item) {
        item.name("type").text(tool.custom() ? "custom_tool_call" : "function_call");
        item.name("call_id").text(callId).name("name").text(tool.name());
        if (!tool.namespace().isEmpty()) {
            item.name("namespace").text(tool.namespace());
        }
        item.name(given()).text(said.toString());
    }
}
