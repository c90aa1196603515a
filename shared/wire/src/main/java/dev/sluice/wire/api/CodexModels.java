package dev.sluice.wire.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import java.io.IOException;
import java.util.List;

/**
 * The member {@code models} of the list, which Codex up to 0.155 asks for (agent-clients §2): the
 * models that chat, with the members that its reader requires.
 */
final class CodexModels {
    private static final int MOST_TOOL_OUTPUT_TOKENS = 10_000;

    private static final String INSTRUCTIONS =
            "You are a coding agent that works in the user's terminal. Use the tools you are given,"
                    + " keep changes small, and say briefly what you did.";

    private CodexModels() {}

    static void write(JsonGenerator json, List<Offer> offers) throws IOException {
        json.writeArrayFieldStart("models");
        int priority = 0;
        for (Offer offer : offers) {
            if (offer.model().kind() == ModelKind.CHAT) {
                model(json, offer.name(), offer.model(), priority++);
            }
        }
        json.writeEndArray();
    }

    private static void model(JsonGenerator json, String name, Model model, int priority)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("slug", name);
        json.writeStringField("display_name", model.displayName());
        json.writeNullField("description");
        json.writeArrayFieldStart("supported_reasoning_levels");
        json.writeEndArray();
        json.writeStringField("shell_type", "unified_exec");
        json.writeStringField("visibility", "list");
        json.writeBooleanField("supported_in_api", true);
        json.writeNumberField("priority", priority);
        json.writeNullField("availability_nux");
        json.writeNullField("upgrade");
        json.writeStringField("base_instructions", INSTRUCTIONS);
        json.writeBooleanField(
                "supports_reasoning_summaries",
                model.capabilities().contains(Capability.REASONING));
        json.writeBooleanField("support_verbosity", false);
        json.writeNullField("default_verbosity");
        json.writeNullField("apply_patch_tool_type");
        json.writeObjectFieldStart("truncation_policy");
        json.writeStringField("mode", "tokens");
        json.writeNumberField("limit", MOST_TOOL_OUTPUT_TOKENS);
        json.writeEndObject();
        json.writeBooleanField("supports_parallel_tool_calls", true);
        if (model.contextTokens().isPresent()) {
            json.writeNumberField("context_window", model.contextTokens().getAsLong());
        }
        json.writeArrayFieldStart("experimental_supported_tools");
        json.writeEndArray();
        json.writeEndObject();
    }
}
