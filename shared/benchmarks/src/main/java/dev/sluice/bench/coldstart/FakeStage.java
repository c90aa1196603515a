package dev.sluice.bench.coldstart;

import dev.sluice.standins.Loopback;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a stage has beside the function: a provider, DynamoDB and Parameter Store, each on a port of
 * its own, so that none uses another's connection. All answer at once, and with as much as one
 * request needs.
 */
final class FakeStage implements AutoCloseable {
    /** Of the event. */
    private static final String KEY = "sk-local";

    private static final String TAKEN =
            """
            {"Attributes":{"partsRequests60s":{"M":{"jh0dr4":{"N":"1"}}},"sumRequests60s":{"N":"1"},\
            "partsTokens60s":{"M":{"jh0dr4":{"N":"1"}}},"sumTokens60s":{"N":"1"}}}\
            """;

    private static final String CHUNK =
            """
            data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":%s}]}

            """;

    private final ScriptedProvider provider;
    private final AwsStandIn dynamoDb;
    private final AwsStandIn parameterStore;

    /** Where the three listen. */
    private interface Listening {
        ServerSocket open() throws IOException;
    }

    private FakeStage(String origin, Listening listening) throws IOException {
        provider = new ScriptedProvider(origin, listening.open()).otherwise(stream());
        dynamoDb =
                new AwsStandIn(origin, listening.open())
                        .answers("DynamoDB_20120810.GetItem", keyItem())
                        .answers("DynamoDB_20120810.UpdateItem", TAKEN);
        parameterStore =
                new AwsStandIn(origin, listening.open())
                        .answers("AmazonSSM.GetParametersByPath", slotParameters());
    }

    static FakeStage plain() throws IOException {
        return new FakeStage("http://127.0.0.1:", Loopback::plain);
    }

    static FakeStage over(Tls tls) throws IOException {
        return new FakeStage("https://localhost:", tls::listen);
    }

    /** The slots as variables, for a gateway on this stage. */
    Map<String, String> slots() {
        return Map.of(
                "SLUICE_PROVIDER_TYPE_0", "together",
                "SLUICE_PROVIDER_KEY_0", "none",
                "SLUICE_PROVIDER_ENDPOINT_0", provider.baseUrl());
    }

    /** The slots where a deployed stage has them. */
    Map<String, String> parameters() {
        return Map.of("AWS_ENDPOINT_URL_SSM", parameterStore.endpoint());
    }

    Map<String, String> tables() {
        return Map.of(
                "SLUICE_STORES", "dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint());
    }

    Map<String, String> memory() {
        return Map.of("SLUICE_STORES", "memory", "SLUICE_LOCAL_KEY", KEY);
    }

    private String slotParameters() {
        return """
        {"Parameters":[{"Name":"/sluice/local/providers/0/type","Type":"String","Value":"together"},
        {"Name":"/sluice/local/providers/0/key","Type":"SecureString","Value":"none"},
        {"Name":"/sluice/local/providers/0/endpoint","Type":"String","Value":"%s"}]}\
        """
                .formatted(provider.baseUrl());
    }

    private static String keyItem() {
        return """
        {"Item":{"hash":{"S":"%s"},"name":{"S":"cold"},"createdAt":{"S":"2026-11-25T00:00:00Z"},"revoked":{"BOOL":false}}}\
        """
                .formatted(sha256(KEY));
    }

    /** In one write. */
    private static ScriptedProvider.Script stream() {
        String text = CHUNK.formatted("null") + CHUNK.formatted("\"stop\"") + Scripts.DONE;
        byte[] answer =
                (Scripts.SSE_HEAD
                                + Integer.toHexString(text.length())
                                + "\r\n"
                                + text
                                + "\r\n"
                                + Scripts.END)
                        .getBytes(StandardCharsets.UTF_8);
        return call -> call.write(answer);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        provider.close();
        dynamoDb.close();
        parameterStore.close();
    }
}
