package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer of the gateway.
 *
 * @param whole whether it ended as its framing says
 */
record Reply(Http.Head head, String body, boolean whole) {

    int status() {
        return head.status();
    }

    String header(String lowerCaseName) {
        return head.header(lowerCaseName);
    }

    Tree json() {
        return Tree.parse(body);
    }

    /** The data of each event, {@code [DONE]} included. */
    List<String> events() {
        return body.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** The chunks of a stream, {@code [DONE]} left out. */
    List<Tree> chunks() {
        return events().stream().filter(data -> !data.equals("[DONE]")).map(Tree::parse).toList();
    }

    /** The strings of a member of all deltas of one choice, joined. */
    String joined(int choice, String member) {
        StringBuilder text = new StringBuilder();
        for (Tree chunk : chunks()) {
            for (Tree each : chunk.at("choices").items()) {
                if (each.at("index").number() == choice) {
                    text.append(each.at("delta", member).textOr(""));
                }
            }
        }
        return text.toString();
    }

    String text() {
        return joined(0, "content");
    }

    /** Every finish reason that is not null, of all choices in order. */
    List<String> finishReasons() {
        List<String> reasons = new ArrayList<>();
        for (Tree chunk : chunks()) {
            for (Tree choice : chunk.at("choices").items()) {
                String reason = choice.at("finish_reason").textOr("");
                if (!reason.isEmpty()) {
                    reasons.add(reason);
                }
            }
        }
        return reasons;
    }

    /** OpenAI's error: all four keys, an id to quote, nothing of ours in the words. */
    Tree error(int status) {
        assertThat(status()).as(body).isEqualTo(status);
        assertThat(header("content-type")).startsWith("application/json");
        assertThat(header("x-request-id")).isNotEmpty();
        return errorOf(json());
    }

    /** The error event of a stream that was 200; it is the last event, and there is no [DONE]. */
    Tree errorEvent() {
        assertThat(status()).isEqualTo(200);
        assertThat(body).doesNotContain("[DONE]");
        return errorOf(chunks().getLast());
    }

    private Tree errorOf(Tree tree) {
        Tree error = tree.at("error");
        assertThat(error.names())
                .as(body)
                .containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.at("message").text())
                .isNotBlank()
                .doesNotContain("dev.sluice", "Exception", "\tat ", "java.");
        assertThat(error.at("type").text()).isNotBlank();
        assertThat(error.at("code").text()).isNotBlank();
        return error;
    }

    Map<String, String> headers() {
        return head.headers();
    }
}
