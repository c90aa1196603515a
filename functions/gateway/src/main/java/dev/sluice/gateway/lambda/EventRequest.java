package dev.sluice.gateway.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.RequestIdentity;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.door.TraceHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes of an event the request that a door answers. */
final class EventRequest {
    private EventRequest() {}

    /**
     * @param traceId Lambda's own, before any in the event's headers
     */
    static DoorRequest of(
            ProxyEventReader.Event event, @Nullable String traceId, long deadlineEpochMicros)
            throws BadEvent {
        OptionalLong deadline = OptionalLong.of(deadlineEpochMicros);
        // No switch: a pattern switch is linked at its first use, and this is a cold start's way.
        return event instanceof ProxyEventReader.Event.Rest(APIGatewayProxyRequestEvent rest)
                ? of(rest, traceId, deadline)
                : of(((ProxyEventReader.Event.V2) event).event(), traceId, deadline);
    }

    private static DoorRequest of(
            APIGatewayProxyRequestEvent event, @Nullable String traceId, OptionalLong deadline)
            throws BadEvent {
        Headers headers = headers(event);
        return new DoorRequest(
                present(event.getHttpMethod(), "method"),
                EventPath.behindBase(EventPath.decoded(restPath(event)), proxy(event)),
                query(event),
                headers,
                new RestBody(
                        new EventBody(
                                event.getBody(), Boolean.TRUE.equals(event.getIsBase64Encoded()))),
                deadline,
                TraceHeaders.read(headers, traceId),
                signer(event.getRequestContext().getIdentity()));
    }

    private static Optional<String> signer(@Nullable RequestIdentity identity) {
        return identity == null ? Optional.empty() : Optional.ofNullable(identity.getUserArn());
    }

    private static Optional<String> signer(@Nullable Authorizer authorizer) {
        return authorizer == null || authorizer.getIam() == null
                ? Optional.empty()
                : Optional.ofNullable(authorizer.getIam().getUserArn());
    }

    /** Where the context's path is the stage and this path, the stage is gone from it already. */
    private static String restPath(APIGatewayProxyRequestEvent event) throws BadEvent {
        String path = present(event.getPath(), "path");
        String stage = orEmpty(event.getRequestContext().getStage());
        return ("/" + stage + path).equals(event.getRequestContext().getPath())
                ? path
                : EventPath.withoutStage(path, stage);
    }

    /** What the route {@code /{proxy+}} stands for; empty for none. */
    private static String proxy(APIGatewayProxyRequestEvent event) {
        Map<String, String> parameters = event.getPathParameters();
        return parameters == null ? "" : orEmpty(parameters.get("proxy"));
    }

    private static DoorRequest of(
            APIGatewayV2HTTPEvent event, @Nullable String traceId, OptionalLong deadline)
            throws BadEvent {
        Headers headers = headers(event);
        APIGatewayV2HTTPEvent.RequestContext context = event.getRequestContext();
        String path =
                EventPath.withoutStage(
                        present(event.getRawPath(), "path"), orEmpty(context.getStage()));
        return new DoorRequest(
                present(context.getHttp().getMethod(), "method"),
                EventPath.decoded(path),
                orEmpty(event.getRawQueryString()),
                headers,
                new EventBody(event.getBody(), event.getIsBase64Encoded()),
                deadline,
                TraceHeaders.read(headers, traceId),
                signer(context.getAuthorizer()));
    }

    private static Headers headers(APIGatewayProxyRequestEvent event) throws BadEvent {
        Headers.Builder headers = Headers.builder();
        Map<String, List<String>> lists = event.getMultiValueHeaders();
        if (lists == null) {
            addAll(headers, event.getHeaders());
        } else {
            for (Map.Entry<String, List<String>> header : lists.entrySet()) {
                for (String value : header.getValue()) {
                    add(headers, header.getKey(), value);
                }
            }
        }
        return headers.build();
    }

    private static Headers headers(APIGatewayV2HTTPEvent event) throws BadEvent {
        Headers.Builder headers = Headers.builder();
        addAll(headers, event.getHeaders());
        if (event.getCookies() != null && !event.getCookies().isEmpty()) {
            add(headers, "cookie", String.join("; ", event.getCookies()));
        }
        return headers.build();
    }

    private static void addAll(Headers.Builder headers, @Nullable Map<String, String> fields)
            throws BadEvent {
        if (fields != null) {
            for (Map.Entry<String, String> field : fields.entrySet()) {
                add(headers, field.getKey(), field.getValue());
            }
        }
    }

    private static void add(Headers.Builder headers, String name, String value) throws BadEvent {
        try {
            headers.add(name, value);
        } catch (IllegalArgumentException e) {
            throw new BadEvent("a header is malformed");
        }
    }

    /** A REST API gives the query decoded and in pieces. */
    private static String query(APIGatewayProxyRequestEvent event) {
        StringBuilder query = new StringBuilder();
        if (event.getMultiValueQueryStringParameters() != null) {
            event.getMultiValueQueryStringParameters()
                    .forEach((name, values) -> values.forEach(value -> add(query, name, value)));
        } else if (event.getQueryStringParameters() != null) {
            event.getQueryStringParameters().forEach((name, value) -> add(query, name, value));
        }
        return query.toString();
    }

    private static void add(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String present(@Nullable String value, String what) throws BadEvent {
        if (value == null || value.isEmpty()) {
            throw new BadEvent("the event is no HTTP request: it has no " + what);
        }
        return value;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
