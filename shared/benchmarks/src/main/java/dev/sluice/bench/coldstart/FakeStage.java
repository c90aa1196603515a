package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.net.InetAddress;
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

    private static final String CHUNK =
            """
            data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":%s}]}

            """;

    private final byte[] stream = stream();
    private final String origin;
    private final LoopbackServer provider;
    private final LoopbackServer dynamoDb;
    private final LoopbackServer parameterStore;

    /** Where the three listen. */
    private interface Listening {
        ServerSocket open() throws IOException;
    }

    private FakeStage(String origin, Listening listening) throws IOException {
        this.origin = origin;
        provider = LoopbackServer.start(this::answer, listening.open());
        dynamoDb = LoopbackServer.start(this::answer, listening.open());
        parameterStore = LoopbackServer.start(this::answer, listening.open());
    }

    static FakeStage plain() throws IOException {
        return new FakeStage(
                "http://127.0.0.1:",
                () -> new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    static FakeStage over(Tls tls) throws IOException {
        return new FakeStage("https://localhost:", tls::listen);
    }

    /** The slots as variables, for a gateway on this stage. */
    Map<String, String> slots() {
        return Map.of(
                "SLUICE_PROVIDER_TYPE_0", "together",
                "SLUICE_PROVIDER_KEY_0", "none",
                "SLUICE_PROVIDER_ENDPOINT_0", url(provider) + "/v1");
    }

    /** The slots where a deployed stage has them. */
    Map<String, String> parameters() {
        return Map.of("AWS_ENDPOINT_URL_SSM", url(parameterStore));
    }

    Map<String, String> tables() {
        return Map.of("SLUICE_STORES", "dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", url(dynamoDb));
    }

    Map<String, String> memory() {
        return Map.of("SLUICE_STORES", "memory", "SLUICE_LOCAL_KEY", KEY);
    }

    private String url(LoopbackServer server) {
        return origin + server.port();
    }

    private byte[] answer(LoopbackRequest request) throws IOException {
        request.body();
        return switch (request.header("x-amz-target")) {
            case "" -> stream;
            case "AmazonSSM.GetParametersByPath" -> aws(slotParameters());
            case "DynamoDB_20120810.GetItem" -> aws(keyItem());
            case "DynamoDB_20120810.UpdateItem" ->
                    aws(
                            """
                            {"Attributes":{"partsRequests60s":{"M":{"jh0dr4":{"N":"1"}}},"sumRequests60s":{"N":"1"},\
                            "partsTokens60s":{"M":{"jh0dr4":{"N":"1"}}},"sumTokens60s":{"N":"1"}}}\
                            """);
            default -> aws("{}");
        };
    }

    private static byte[] aws(String json) {
        return LoopbackServer.answer(
                200,
                "Content-Type: application/x-amz-json-1.0\r\n",
                json.getBytes(StandardCharsets.UTF_8));
    }

    private String slotParameters() {
        return """
        {"Parameters":[{"Name":"/sluice/local/providers/0/type","Type":"String","Value":"together"},
        {"Name":"/sluice/local/providers/0/key","Type":"SecureString","Value":"none"},
        {"Name":"/sluice/local/providers/0/endpoint","Type":"String","Value":"%s/v1"}]}\
        """
                .formatted(url(provider));
    }

    private static String keyItem() {
        return """
        {"Item":{"hash":{"S":"%s"},"name":{"S":"cold"},"createdAt":{"S":"2026-11-25T00:00:00Z"},"revoked":{"BOOL":false}}}\
        """
                .formatted(sha256(KEY));
    }

    private static byte[] stream() {
        String text = CHUNK.formatted("null") + CHUNK.formatted("\"stop\"") + "data: [DONE]\n\n";
        return """
                HTTP/1.1 200 OK\r
                Content-Type: text/event-stream\r
                Transfer-Encoding: chunked\r
                \r
                %x\r
                %s\r
                0\r
                \r
                """
                .formatted(text.length(), text)
                .getBytes(StandardCharsets.UTF_8);
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
