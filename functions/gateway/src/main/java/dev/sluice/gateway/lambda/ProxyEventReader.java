package dev.sluice.gateway.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.RequestIdentity;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event by hand, in one pass, into the type that AWS gives it: reflection would cost a
 * cold start more than all else that is done with it. What no door looks at is skipped.
 */
final class ProxyEventReader {
    /** Lambda takes 6 MB; this only keeps the reader from being the first to refuse. */
    private static final int LONGEST_TEXT_CHARS = 32 << 20;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(LONGEST_TEXT_CHARS)
                                    .build())
                    .build();

    private final JsonParser parser;
    private final APIGatewayProxyRequestEvent rest = new APIGatewayProxyRequestEvent();
    private final APIGatewayV2HTTPEvent v2 = new APIGatewayV2HTTPEvent();
    private @Nullable String version;

    private ProxyEventReader(JsonParser parser) {
        this.parser = parser;
        rest.setRequestContext(new ProxyRequestContext());
        v2.setRequestContext(new RequestContext());
        v2.getRequestContext().setHttp(new RequestContext.Http());
    }

    /** One of the two types. */
    static Event read(byte[] event) throws BadEvent {
        try (JsonParser parser = JSON.createParser(event)) {
            return new ProxyEventReader(parser).read();
        } catch (StreamReadException e) {
            throw new BadEvent("the event is no JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading an array cannot fail", e);
        }
    }

    /** What came in. */
    sealed interface Event {
        /** Of a REST API, or of an HTTP API with payload format 1.0. */
        record Rest(APIGatewayProxyRequestEvent event) implements Event {}

        /** Of a function URL, or of an HTTP API with payload format 2.0. */
        record V2(APIGatewayV2HTTPEvent event) implements Event {}
    }

    private Event read() throws IOException, BadEvent {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BadEvent("the event is no object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            field(name);
        }
        if ("2.0".equals(version)) {
            v2.setVersion(version);
            return new Event.V2(v2);
        }
        return new Event.Rest(rest);
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "version" -> version = text();
            case "httpMethod" -> rest.setHttpMethod(text());
            case "path" -> rest.setPath(text());
            case "rawPath" -> v2.setRawPath(text());
            case "rawQueryString" -> v2.setRawQueryString(text());
            case "cookies" -> v2.setCookies(texts());
            case "multiValueHeaders" -> rest.setMultiValueHeaders(lists());
            case "multiValueQueryStringParameters" ->
                    rest.setMultiValueQueryStringParameters(lists());
            case "pathParameters" -> rest.setPathParameters(map());
            case "queryStringParameters" -> rest.setQueryStringParameters(map());
            case "headers" -> headers(map());
            case "body" -> body(text());
            case "isBase64Encoded" -> base64(parser.currentToken() == JsonToken.VALUE_TRUE);
            case "requestContext" -> context();
            default -> parser.skipChildren();
        }
    }

    private void headers(@Nullable Map<String, String> headers) {
        rest.setHeaders(headers);
        v2.setHeaders(headers);
    }

    private void body(@Nullable String body) {
        rest.setBody(body);
        v2.setBody(body);
    }

    private void base64(boolean base64) {
        rest.setIsBase64Encoded(base64);
        v2.setIsBase64Encoded(base64);
    }

    private void context() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "stage" -> stage(text());
                case "path" -> rest.getRequestContext().setPath(text());
                case "http" -> http();
                case "identity" -> identity(map());
                case "authorizer" -> authorizer();
                default -> parser.skipChildren();
            }
        }
    }

    private void stage(@Nullable String stage) {
        rest.getRequestContext().setStage(stage);
        v2.getRequestContext().setStage(stage);
    }

    private void http() throws IOException {
        Map<String, String> http = map();
        if (http != null) {
            v2.getRequestContext().getHttp().setMethod(http.get("method"));
        }
    }

    /** Of a REST API: who signed, where the route asks for a signature. */
    private void identity(@Nullable Map<String, String> identity) {
        if (identity != null) {
            RequestIdentity signer = new RequestIdentity();
            signer.setUserArn(identity.get("userArn"));
            rest.getRequestContext().setIdentity(signer);
        }
    }

    /** Of a function URL or an HTTP API: the same, two objects deep. */
    private void authorizer() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isIam = parser.currentName().equals("iam");
            parser.nextToken();
            Map<String, String> iam = isIam ? map() : null;
            if (iam != null) {
                RequestContext.IAM signer = new RequestContext.IAM();
                signer.setUserArn(iam.get("userArn"));
                RequestContext.Authorizer authorizer = new RequestContext.Authorizer();
                authorizer.setIam(signer);
                v2.getRequestContext().setAuthorizer(authorizer);
            } else if (!isIam) {
                parser.skipChildren();
            }
        }
    }

    private @Nullable String text() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private @Nullable Map<String, String> map() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        Map<String, String> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            String value = text();
            if (value != null) {
                map.put(name, value);
            }
        }
        return map;
    }

    private @Nullable Map<String, List<String>> lists() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        Map<String, List<String>> lists = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            lists.put(name, texts());
        }
        return lists;
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return texts;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String text = text();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }
}
