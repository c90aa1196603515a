package dev.sluice.gateway.lambda;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.gateway.Composition;
import dev.sluice.gateway.rehearsal.RehearsalStage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Serves made-up requests, so that what a real one needs is loaded and compiled: events, SSM,
 * DynamoDB, the provider's stream, errors and log lines, against a stage of this process alone.
 * Nothing leaves the machine, and nothing is open when it returns.
 */
final class Rehearsal {
    private static final int ROUNDS = 30;
    private static final String KEY = "sk-rehearsal";
    private static final InvocationFacts INVOCATION =
            new InvocationFacts("rehearsal", null, 30_000);

    private Rehearsal() {}

    /** Throws where an answer is not as it should be: then it warmed the wrong thing. */
    static void run(Catalog catalog) throws IOException {
        RehearsalTls.run();
        try (RehearsalStage stage = new RehearsalStage();
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false)) {
            Map<String, String> environment = stage.environment();
            LambdaGateway gateway = LambdaGateway.of(environment, catalog, nowhere);
            try (Composition composition = gateway.compose(KEY)) {
                LambdaFront front = gateway.front(composition);
                for (int i = 0; i < ROUNDS; i++) {
                    round(front);
                }
            }
        }
    }

    private static void round(LambdaFront front) throws IOException {
        serve(front, completion(KEY, true), 200);
        serve(front, completion(KEY, false), 200);
        serve(front, completion("sk-nobody", true), 401);
        serve(front, event("GET", "/v1/models", KEY, ""), 200);
    }

    private static void serve(LambdaFront front, String event, int status) throws IOException {
        CollectedResponse response = new CollectedResponse();
        front.serve(event.getBytes(StandardCharsets.UTF_8), response, INVOCATION);
        if (response.status() != status) {
            throw new IllegalStateException(
                    "expected " + status + ", got " + response.status() + ": " + response.body());
        }
        response.writeTo(OutputStream.nullOutputStream(), LambdaSettings.ResponseMode.STREAM);
    }

    private static String completion(String key, boolean stream) {
        return event(
                "POST",
                "/v1/chat/completions",
                key,
                """
                {\\"model\\":\\"%s\\",\\"stream\\":%s,\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"Hello\\"}]}"""
                        .formatted(RehearsalStage.MODEL, stream));
    }

    private static String event(String method, String path, String key, String body) {
        return """
        {"resource":"/{proxy+}","path":"%s","httpMethod":"%s","headers":{"Content-Type":"application/json"},
        "multiValueHeaders":{"Authorization":["Bearer %s"],"Content-Type":["application/json"]},
        "queryStringParameters":null,"multiValueQueryStringParameters":null,
        "requestContext":{"stage":"rehearsal","path":"/rehearsal%s","identity":{"sourceIp":"127.0.0.1"}},
        "body":"%s","isBase64Encoded":false}"""
                .formatted(path, method, key, path, body);
    }
}
