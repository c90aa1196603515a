package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.call.Trace;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRequestTest {

    @Test
    void readsARestEvent() throws Exception {
        DoorRequest request =
                read(
                        """
                        {"path":"/v1/models","httpMethod":"GET","headers":{"X-A":"last"},"multiValueHeaders":{"X-A":["one","last"]},
                         "multiValueQueryStringParameters":{"a":["1","2 3"],"b":[""]},"queryStringParameters":{"a":"2 3"},
                         "requestContext":{"stage":"prod","path":"/prod/v1/models"},"body":null,"isBase64Encoded":false}""");
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/v1/models");
        assertThat(request.query()).isEqualTo("a=1&a=2+3&b=");
        assertThat(request.headers().all("x-a")).containsExactly("one", "last");
        assertThat(request.body().read(10)).isEmpty();
        assertThat(request.deadlineEpochMicros()).hasValue(7);
    }

    @Test
    void readsAFunctionUrlEvent() throws Exception {
        DoorRequest request =
                read(
                        """
                        {"version":"2.0","routeKey":"$default","rawPath":"/v1/models/a%2Fb","rawQueryString":"q=%20x",
                         "cookies":["a=1","b=2"],"headers":{"authorization":"Bearer sk-x"},
                         "requestContext":{"stage":"$default","http":{"method":"GET","path":"/v1/models/a%2Fb"}},"isBase64Encoded":false}""");
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/v1/models/a/b");
        assertThat(request.query()).isEqualTo("q=%20x");
        assertThat(request.headers().first("Authorization")).isEqualTo("Bearer sk-x");
        assertThat(request.headers().first("cookie")).isEqualTo("a=1; b=2");
    }

    @Test
    void tellsWhoSignedWhereAwsHasCheckedIt() throws Exception {
        String arn = "arn:aws:sts::123456789012:assumed-role/app/session";
        DoorRequest rest =
                read(
                        """
                        {"path":"/aws/v1/models","httpMethod":"GET","headers":{},"pathParameters":{"proxy":"v1/models"},
                         "requestContext":{"stage":"prod","path":"/prod/aws/v1/models","identity":{"userArn":"%s","caller":"x"}}}"""
                                .formatted(arn));
        DoorRequest functionUrl =
                read(
                        """
                        {"version":"2.0","rawPath":"/v1/models","headers":{},
                         "requestContext":{"stage":"$default","authorizer":{"lambda":{"a":1},"iam":{"accountId":"1","userArn":"%s"}},"http":{"method":"GET"}}}"""
                                .formatted(arn));
        assertThat(rest.signer()).contains(arn);
        assertThat(rest.path()).isEqualTo("/v1/models");
        assertThat(functionUrl.signer()).contains(arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"identity\":{\"userArn\":null}",
                "\"identity\":{}",
                "\"identity\":7",
                "\"authorizer\":[]",
                "\"authorizer\":null",
                "\"x\":{\"userArn\":\"arn:aws:iam::1:role/a\"}"
            })
    void nobodySignedWhereAwsDoesNotSaySo(String context) throws Exception {
        for (String version : new String[] {"1.0", "2.0"}) {
            DoorRequest request =
                    read(
                            """
                            {"version":"%s","path":"/","rawPath":"/","httpMethod":"GET","headers":{"userArn":"arn:aws:iam::1:role/a"},
                             "requestContext":{%s,"http":{"method":"GET"}}}"""
                                    .formatted(version, context));
            assertThat(request.signer()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models,      /prod/v1/models, prod, /v1/models",
        "/prod/v1/models, /prod/v1/models, prod, /v1/models",
        "/prod,           /prod,           prod, /",
        "/production/x,   /production/x,   prod, /production/x",
        "/v1/models,      /v1/v1/models,   v1,   /v1/models",
    })
    void takesTheStageOffTheFront(String path, String contextPath, String stage, String expected)
            throws Exception {
        DoorRequest request =
                read(
                        "{\"path\":\"%s\",\"httpMethod\":\"GET\",\"requestContext\":{\"stage\":\"%s\",\"path\":\"%s\"}}"
                                .formatted(path, stage, contextPath));
        assertThat(request.path()).isEqualTo(expected);
    }

    /** As seen from AWS: with a stage in the mapping, without one, and without a custom domain. */
    @ParameterizedTest
    @CsvSource({
        "/llm/v1/models,         /llm/v1/models,         v1/models,     /v1/models",
        "/llm/prod/v1/models,    /llm/prod/v1/models,    v1/models,     /v1/models",
        "/a/b/v1/models/,        /a/b/v1/models/,        v1/models,     /v1/models/",
        "/prod/v1/models,        /prod/v1/models,        v1/models,     /v1/models",
        "/v1/models,             /prod/v1/models,        v1/models,     /v1/models",
        "/llm/v1/models/a%2Fb,   /llm/v1/models/a%2Fb,   v1/models/a/b, /v1/models/a/b",
        "/llm/v1/models/a%2Fb,   /llm/v1/models/a%2Fb,   v1/models/a%2Fb, /v1/models/a/b",
        "/v1/models/a%25C3,      /prod/v1/models/a%25C3, v1/models/a%C3, /v1/models/a%C3",
        "/v1/models/a%2500,      /prod/v1/models/a%2500, v1/models/a%00, /v1/models/a%00",
        "/llm//v1/models,        /llm//v1/models,        v1/models,     /llm//v1/models",
        "/other/v1/models,       /prod/other/v1/models,  other/v1/models, /other/v1/models",
        "/llm/v1/models,         /llm/v1/models,         '',            /llm/v1/models",
    })
    void takesTheBasePathOfACustomDomainOff(
            String path, String contextPath, String proxy, String expected) throws Exception {
        DoorRequest request =
                read(
                        "{\"resource\":\"/{proxy+}\",\"path\":\"%s\",\"httpMethod\":\"GET\",\"pathParameters\":{\"proxy\":\"%s\"},\"requestContext\":{\"stage\":\"prod\",\"path\":\"%s\"}}"
                                .formatted(path, proxy, contextPath));
        assertThat(request.path()).isEqualTo(expected);
    }

    @Test
    void takesTheStageOffAnHttpApisPath() throws Exception {
        assertThat(
                        read("{\"version\":\"2.0\",\"rawPath\":\"/prod/health\",\"requestContext\":{\"stage\":\"prod\",\"http\":{\"method\":\"GET\"}}}")
                                .path())
                .isEqualTo("/health");
    }

    @ParameterizedTest
    @CsvSource({
        "/a%20b,         /a b",
        "/a b,           /a b",
        "/%C3%A9,        /é",
        "/é%2Fé,         /é/é",
        "/100%,          /100%",
        "/%zz,           /%zz",
        "/a%252Fb,       /a%2Fb",
        "//..//x,        //..//x",
    })
    void decodesThePathOnce(String raw, String decoded) throws Exception {
        assertThat(EventPath.decoded(raw)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1/models", "/%00", "/a%0d%0ab", "/%ff", "/a\u0001"})
    void refusesAPathThatIsNone(String raw) {
        assertThatThrownBy(() -> EventPath.decoded(raw)).isInstanceOf(BadEvent.class);
    }

    @Test
    void decodesABase64Body() throws Exception {
        assertThat(new EventBody("w6k=", true).read(2))
                .isEqualTo("é".getBytes(StandardCharsets.UTF_8));
        assertThat(new EventBody("é", false).read(2)).hasSize(2);
        assertThatThrownBy(() -> new EventBody("?", true).read(9)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new EventBody("w6k=", true).read(1))
                .isInstanceOf(BodyTooLarge.class);
        assertThatThrownBy(() -> new EventBody("é", false).read(1))
                .isInstanceOf(BodyTooLarge.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{\"path\":\"/x\"",
                "{}",
                "{\"path\":\"/x\"}",
                "{\"httpMethod\":\"GET\",\"path\":7}",
                "{\"version\":\"2.0\",\"rawPath\":\"/x\"}",
                "{\"httpMethod\":\"GET\",\"path\":\"/x\",\"headers\":{\"a b\":\"c\"}}",
                "{\"httpMethod\":\"GET\",\"path\":\"/x\",\"headers\":{\"a\":\"b\\r\\nc: d\"}}",
            })
    void refusesWhatIsNoHttpRequest(String event) {
        assertThatThrownBy(() -> read(event)).isInstanceOf(BadEvent.class);
    }

    @Test
    void skipsWhatItDoesNotKnow() throws Exception {
        assertThat(
                        read("{\"x\":{\"path\":\"/no\",\"y\":[1,{}]},\"httpMethod\":\"GET\",\"headers\":null,\"path\":\"/x\",\"requestContext\":null}")
                                .path())
                .isEqualTo("/x");
    }

    @Test
    void takesLambdasTraceBeforeTheEventsOwn() throws Exception {
        String event =
                """
                {"path":"/","httpMethod":"GET","headers":{"x-amzn-trace-id":"Root=1-00000001-000000000000000000000001",
                 "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}""";
        DoorRequest alone = read(event);
        DoorRequest inLambda = read(event, FakeContext.TRACE);
        assertThat(alone.trace().amazon()).isEqualTo("Root=1-00000001-000000000000000000000001");
        assertThat(inLambda.trace().amazon()).isEqualTo(FakeContext.TRACE);
        assertThat(inLambda.trace().parent())
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void takesNoTraceOfAWrongShapeFromLambdaEither() throws Exception {
        DoorRequest request =
                read(
                        "{\"path\":\"/\",\"httpMethod\":\"GET\"}",
                        FakeContext.TRACE + "\r\nX-Evil: 1");
        assertThat(request.trace()).isSameAs(Trace.NONE);
    }

    private static DoorRequest read(String event) throws BadEvent {
        return read(event, null);
    }

    private static DoorRequest read(String event, @Nullable String traceId) throws BadEvent {
        return EventRequest.of(
                ProxyEventReader.read(event.getBytes(StandardCharsets.UTF_8)), traceId, 7);
    }
}
