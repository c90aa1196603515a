package dev.sluice.standins.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DynamoDB: passed on to a real one, or nothing but empty answers. */
final class TablesPart {
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "expect", "transfer-encoding");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile @Nullable URI behind;

    void behind(String endpoint) {
        behind = URI.create(endpoint);
    }

    /** {@code UpdateItem limits}, {@code UpdateItem usage settle}. */
    AwsRequest request(AwsCall call) {
        String text = call.body();
        String table = "";
        for (String name : List.of("limits", "usage", "keys")) {
            if (text.contains("-" + name + "\"")) {
                table = " " + name;
            }
        }
        String what = call.operation() + table;
        return new AwsRequest(
                what.equals("UpdateItem usage") ? what + ofUsage(text) : what, () -> run(call));
    }

    /** A row is settled or told something; a day's item has a mark put in, or a row added. */
    private static String ofUsage(String update) {
        if (update.contains("\"day#")) {
            return update.contains("ADD #open") ? " mark" : " sum";
        }
        return update.contains("{\"S\":\"settled\"}") && update.contains(":outcome")
                ? " settle"
                : "";
    }

    private AwsAnswer run(AwsCall call) {
        URI dynamo = behind;
        if (dynamo == null) {
            return AwsAnswer.json("{}");
        }
        try {
            HttpResponse<byte[]> answer =
                    client.send(passedOn(call, dynamo), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> headers = new HashMap<>();
            answer.headers()
                    .map()
                    .forEach(
                            (name, values) -> {
                                if (!OWN.contains(name) && !name.startsWith(":")) {
                                    headers.put(name, values.getFirst());
                                }
                            });
            return new AwsAnswer(answer.statusCode(), headers, answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AwsAnswer.NONE;
        }
    }

    private static HttpRequest passedOn(AwsCall call, URI dynamo) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(dynamo)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(call.bytes()));
        call.head()
                .headers()
                .forEach(
                        (name, value) -> {
                            if (!OWN.contains(name)) {
                                request.header(name, value);
                            }
                        });
        return request.build();
    }

    void close() {
        client.close();
    }
}
