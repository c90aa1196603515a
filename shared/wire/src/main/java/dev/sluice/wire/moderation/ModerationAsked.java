package dev.sluice.wire.moderation;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.answer.ListAnswer;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A request to judge texts, of which each is one question to a guard model.
 *
 * @param body as sent
 * @param texts what stands in a guard's question each: a text, or a list of parts
 * @param id of the answer
 */
public record ModerationAsked(RequestBody body, List<JsonView> texts, String id, Ask ask)
        implements Asked {
    /** A verdict is a word and some codes. */
    static final int MOST_VERDICT_TOKENS = 32;

    private static final int MOST_TEXTS = 64;

    /** What a guard's template of hazards comes to. */
    private static final long TEMPLATE_TOKENS = 220;

    /** Who judges where the client names nobody, or a model of OpenAI's that nobody here has. */
    private static final List<String> GUARDS =
            List.of("meta-llama/Llama-Guard-4-12B", "VirtueAI/VirtueGuard-Text-Lite");

    public ModerationAsked {
        texts = List.copyOf(texts);
    }

    /** Reads a request. */
    public static ModerationAsked read(Content content, String id) throws BadRequest {
        RequestBody body = RequestBody.withoutModel(content.bytes());
        body.require(
                "input",
                "a string or an array",
                Set.of(JsonToken.VALUE_STRING, JsonToken.START_ARRAY));
        List<JsonView> texts;
        try {
            texts = texts(Objects.requireNonNull(body.members().get("input")));
        } catch (MalformedJson e) {
            throw new BadRequest("We could not parse the JSON body of your request.", null, null);
        }
        long inputTokens = body.tokens("input") + TEMPLATE_TOKENS * texts.size();
        Measures more = Measures.of(Measure.REQUESTS, texts.size() - 1L);
        Ask ask =
                new Ask(
                                models(body),
                                ModelKind.MODERATION,
                                false,
                                inputTokens,
                                OptionalLong.of((long) MOST_VERDICT_TOKENS * texts.size()),
                                1)
                        .wanting(model -> more);
        return new ModerationAsked(body, texts, id, ask);
    }

    private static List<String> models(RequestBody body) throws BadRequest {
        if (!body.has("model")) {
            return GUARDS;
        }
        List<String> models = new ArrayList<>(List.of(body.text("model")));
        if (isOpenAis(models.getFirst())) {
            models.addAll(GUARDS);
        }
        return models;
    }

    private static boolean isOpenAis(String model) {
        return model.startsWith("omni-moderation") || model.startsWith("text-moderation");
    }

    private static List<JsonView> texts(JsonView input) throws BadRequest, MalformedJson {
        if (input.isText()) {
            check(input, "input");
            return List.of(input);
        }
        List<JsonView> items = input.items();
        if (items.isEmpty() || items.size() > MOST_TEXTS) {
            throw new BadRequest(
                    "Invalid 'input': it must have 1 to " + MOST_TEXTS + " texts.",
                    "input",
                    items.isEmpty() ? "empty_array" : "array_above_max_length");
        }
        boolean areParts = items.getFirst().isObject();
        for (int i = 0; i < items.size(); i++) {
            String name = "input[" + i + "]";
            if (areParts) {
                part(items.get(i), name);
            } else {
                check(items.get(i), name);
            }
        }
        return areParts ? List.of(input) : items;
    }

    private static void check(JsonView text, String name) throws BadRequest, MalformedJson {
        String words = text.text();
        if (words == null || words.isBlank()) {
            throw new BadRequest(
                    words == null
                            ? "Invalid type for '" + name + "': expected a string."
                            : "Invalid '" + name + "': it is empty.",
                    name,
                    words == null ? "invalid_type" : "empty_string");
        }
    }

    /** OpenAI's parts: a text, or a picture by its address. */
    private static void part(JsonView part, String name) throws BadRequest, MalformedJson {
        Map<String, JsonView> members = part.members();
        JsonView text = members.get("text");
        JsonView picture = members.get("image_url");
        if (text != null) {
            check(text, name + ".text");
        } else if (picture != null) {
            JsonView url = picture.members().getOrDefault("url", picture);
            check(url, name + ".image_url");
            AddressRule.checkOrData(String.valueOf(url.text()), name + ".image_url");
        } else {
            throw new BadRequest(
                    "Invalid '" + name + "': it has neither a text nor an image_url.",
                    name,
                    "invalid_value");
        }
    }

    @Override
    public Spoken openAi(Candidate candidate) {
        String modelId = candidate.model().id();
        ListAnswer.Form form = ListAnswer.Form.of("results", ask.inputTokens(), candidate);
        return isOpenAis(modelId)
                ? new Spoken(
                        "/moderations",
                        body.forModel(modelId, List.of()),
                        answer -> ListAnswer.read(answer, form, (cursor, edits) -> cursor.skip()))
                : GuardRound.spoken(this, modelId);
    }
}
