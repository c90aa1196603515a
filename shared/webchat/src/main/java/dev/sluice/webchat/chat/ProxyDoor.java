package dev.sluice.webchat.chat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Accounts;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.own.EndpointRules;
import dev.sluice.webchat.own.OwnProviders;
import dev.sluice.webchat.page.WebErrors;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.signin.Visitor;
import dev.sluice.webchat.visit.Visitors;
import dev.sluice.webchat.visit.WebParts;
import dev.sluice.wire.answer.OpenAiFormat;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.api.ErrorShape;
import dev.sluice.wire.api.Serving;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.api.VisitClient;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.endpoint.TextAsked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest;
import dev.sluice.wire.openai.request.RequestBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code POST /proxy}: OpenAI's chat body with the caller's own {@code apiKey} and, if it likes, a
 * {@code targetUrl} among those that are allowed. Neither leaves the gateway in a body. The answer
 * is OpenAI's, whole or streamed. For those who may use the server's providers.
 */
public final class ProxyDoor {
    private static final String USUAL_TARGET = "https://api.openai.com/v1";

    private static final List<Bounded> BOUNDED =
            List.of(
                    new Bounded("temperature", 0, 2),
                    new Bounded("top_p", 0, 1),
                    new Bounded("frequency_penalty", -2, 2),
                    new Bounded("presence_penalty", -2, 2));

    private static final ErrorShape ERRORS =
            (visit, rejection) -> {
                if (rejection instanceof Rejection.BadRequest bad) {
                    visit.json(400, WebErrors.headers(bad), invalid(bad.message()));
                } else {
                    WebErrors.JSON.tell(visit, rejection);
                }
            };

    private final Serving serving;
    private final Clock clock;
    private final Visitors visitors;
    private final OwnProviders ownProviders;
    private final EndpointRules endpoints;

    public ProxyDoor(WebParts parts) {
        this.serving = parts.serving();
        this.clock = parts.clock();
        this.visitors = parts.visitors();
        this.ownProviders = parts.ownProviders();
        this.endpoints = parts.models().endpoints();
    }

    private record Asked(byte[] body, String apiKey, String targetUrl) {}

    /** What this door has always refused by itself, whatever its provider takes. */
    private record Bounded(String name, double minimum, double maximum) {
        void judge(RequestBody said) throws BadRequest {
            OptionalDouble _ = said.decimal(name, minimum, maximum);
        }
    }

    public void serve(Visit visit) throws Rejected, IOException {
        visit.errorsAs(ERRORS);
        Visitor visitor = visitors.visitor(visit);
        if (!visitor.mayUseServer()) {
            throw new Rejected(
                    new Rejection.Forbidden(
                            "This account may not use this server's proxy.", "not_allowed"));
        }
        visitors.hear(visit, visitor);
        Asked asked =
                split(visit.body(ChatDoor.MOST_BODY_BYTES, "The conversation", ChatDoor.SMALLER));
        if (asked.apiKey().isEmpty()) {
            tellOfMissingKey(visit);
        } else {
            pass(visit, visitor.caller(), asked);
        }
    }

    private static void tellOfMissingKey(Visit visit) throws IOException {
        visit.json(
                401,
                Headers.none(),
                WebJson.object(
                        json ->
                                json.writeStringField(
                                        "error",
                                        "API key is required. Send it as \"apiKey\" in the"
                                                + " body.")));
    }

    private void pass(Visit visit, Caller caller, Asked asked) throws Rejected, IOException {
        EndpointRules.Target target = target(asked.targetUrl());
        ChatRequest request = parse(asked.body());
        Slot slot =
                ownProviders.forOneCall(
                        target.provider(),
                        target.baseUrl(),
                        new Secret(asked.apiKey()),
                        request.model());
        serving.serve(
                call(visit, caller, target, request),
                Accounts.only(List.of(slot)),
                new Question(new TextAsked(ChatRequest.Kind.CHAT, request)),
                new Reply(new VisitClient(visit), new OpenAiFormat(), clock));
    }

    private EndpointRules.Target target(String asked) throws Rejected {
        return endpoints
                .find(asked.isEmpty() ? USUAL_TARGET : asked)
                .orElseThrow(
                        () ->
                                new Rejected(
                                        new Rejection.Forbidden(
                                                "This targetUrl is not one that this server"
                                                        + " may call.",
                                                "target_not_allowed")));
    }

    private static Call call(
            Visit visit, Caller caller, EndpointRules.Target target, ChatRequest request) {
        Caller anyModel = new Caller(caller.id(), List.of(), caller.limits());
        return new Call(
                visit.requestId(),
                anyModel,
                new Ask(
                        List.of(target.provider().name() + ":" + request.model()),
                        ModelKind.CHAT,
                        request.stream(),
                        request.estimatedInputTokens(),
                        request.maxTokens(),
                        request.answers(),
                        request.leastInputTokens()),
                visit.request().deadlineEpochMicros(),
                visit.request().trace());
    }

    /** Takes out what is for the gateway. */
    private static Asked split(byte[] body) throws Rejected, IOException {
        String apiKey = "";
        String targetUrl = "";
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 16);
        try (JsonParser parser = WebJson.FACTORY.createParser(body);
                JsonGenerator json = WebJson.FACTORY.createGenerator(out)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("the body is not a JSON object");
            }
            json.writeStartObject();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
                switch (name) {
                    case "apiKey" -> apiKey = isText ? parser.getText().strip() : "";
                    case "targetUrl" -> targetUrl = isText ? parser.getText().strip() : "";
                    default -> {
                        json.writeFieldName(name);
                        json.copyCurrentStructure(parser);
                        continue;
                    }
                }
                parser.skipChildren();
            }
            json.writeEndObject();
            if (parser.nextToken() != null) {
                throw bad("there is more behind the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw bad("the body is not valid JSON");
        }
        return new Asked(out.toByteArray(), apiKey, targetUrl);
    }

    private static ChatRequest parse(byte[] body) throws Rejected {
        try {
            ChatRequest request = ChatRequest.parse(ChatRequest.Kind.CHAT, body);
            RequestBody said = RequestBody.parse(body);
            for (Bounded bounded : BOUNDED) {
                bounded.judge(said);
            }
            return request;
        } catch (BadRequest e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static Rejected bad(String message) {
        return new Rejected(new Rejection.BadRequest(message, null, null));
    }

    private static byte[] invalid(String detail) {
        return WebJson.object(
                json -> {
                    json.writeStringField("error", "Invalid request parameters");
                    json.writeArrayFieldStart("details");
                    json.writeString(detail);
                    json.writeEndArray();
                });
    }
}
