package dev.sluice.gateway.lambda;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests as the Lambda Web Adapter 1.0 sends them for an event of a REST API. */
final class AdapterCalls {
    /** Lambda's, which is not the client's. */
    static final String TRACE = "Root=1-67891233-abcdef012345678912345678;Sampled=0";

    private AdapterCalls() {}

    /** What it asks until an answer below 500 comes. */
    static HttpRequest ready(int port) {
        return HttpRequest.newBuilder(uri(port, "/health")).build();
    }

    static HttpRequest completion(int port, String key, long remainingMillis) {
        return post(
                uri(port, "/v1/chat/completions"),
                key,
                remainingMillis,
                """
                {"model":"general","stream":true,"max_tokens":200,"messages":[{"role":"user","content":"Hello"}]}""");
    }

    /** As the page asks for so many pictures to be changed. */
    static HttpRequest edits(int port, String key, long remainingMillis, int pictures) {
        String images =
                IntStream.range(0, pictures)
                        .mapToObj(
                                i ->
                                        "{\"id\":\"%d\",\"url\":\"https://cdn.example/in.png\"}"
                                                .formatted(i))
                        .collect(Collectors.joining(","));
        return post(
                uri(port, "/image-edit"),
                key,
                remainingMillis,
                """
                {"images":[%s],"operations":[{"type":"generate","params":{"prompt":"blue"}}]}"""
                        .formatted(images));
    }

    private static HttpRequest post(URI uri, String key, long remainingMillis, String body) {
        long deadlineEpochMillis = System.currentTimeMillis() + remainingMillis;
        return HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .header("x-amzn-trace-id", "Root=1-00000001-00000000000000000000000c")
                .header("x-forwarded-for", "203.0.113.7")
                .header(
                        "x-amzn-request-context",
                        """
                        {"stage":"prod","path":"/prod%s","httpMethod":"POST","identity":{"sourceIp":"203.0.113.7"}}"""
                                .formatted(uri.getPath()))
                .header(
                        "x-amzn-lambda-context",
                        """
                        {"request_id":"lambda-1","deadline":%d,"invoked_function_arn":"arn:aws:lambda:eu-central-1:000000000000:function:g","xray_trace_id":"%s","client_context":null,"identity":null,"env_config":{"function_name":"g","memory":1024}}"""
                                .formatted(deadlineEpochMillis, TRACE))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
