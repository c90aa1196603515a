package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /v1/models} as Anthropic's clients ask for it. */
class AnthropicModelsTest extends MessageSteps {
    @Test
    void modelsAreListedInAnthropicsFormForItsClients() throws IOException {
        String head = " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + KEY;
        String version = "\r\nanthropic-version: 2023-06-01\r\n\r\n";
        Tree list = world.raw("GET /v1/models?limit=1000" + head + version).json();
        assertThat(list.names())
                .containsExactlyInAnyOrder("data", "has_more", "first_id", "last_id");
        assertThat(list.at("has_more").value()).isEqualTo(false);
        Tree first = list.at("data", 0);
        assertThat(first.names())
                .containsExactlyInAnyOrder("type", "id", "display_name", "created_at");
        assertThat(list.at("first_id").text()).isEqualTo(first.at("id").text());
        assertThat(list.at("data").items().stream().map(model -> model.at("id").text()))
                .contains(LLAMA, "m/1", "claude-opus-4-8");
        assertThat(world.raw("GET /v1/models" + head + "\r\n\r\n").json().at("object").text())
                .isEqualTo("list");
        Tree one = world.raw("GET /v1/models/m/1" + head + version).json();
        assertThat(one.at("type").text()).isEqualTo("model");
        assertThat(one.at("id").text()).isEqualTo("m/1");
    }

    private static Tree models(String query, int status) throws IOException {
        Reply reply =
                world.raw(
                        "GET /v1/models"
                                + query
                                + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                                + KEY
                                + "\r\nanthropic-version: 2023-06-01\r\n\r\n");
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        return reply.json();
    }

    private static List<String> ids(Tree list) {
        return list.at("data").items().stream().map(model -> model.at("id").text()).toList();
    }

    @Test
    void modelsCanBeReadInPagesInBothDirections() throws IOException {
        List<String> all = ids(models("", 200));
        assertThat(all).hasSizeGreaterThan(4);
        List<String> paged = new ArrayList<>();
        Tree page = models("?limit=2", 200);
        paged.addAll(ids(page));
        while (Boolean.TRUE.equals(page.at("has_more").value())) {
            assertThat(ids(page)).hasSize(2);
            page = models("?limit=2&after_id=" + encoded(page.at("last_id").text()), 200);
            paged.addAll(ids(page));
        }
        assertThat(paged).isEqualTo(all);
        Tree before = models("?limit=2&before_id=" + encoded(all.get(3)), 200);
        assertThat(ids(before)).isEqualTo(all.subList(1, 3));
        assertThat(before.at("has_more").value()).isEqualTo(true);
        before = models("?before_id=" + encoded(all.get(2)), 200);
        assertThat(ids(before)).isEqualTo(all.subList(0, 2));
        assertThat(before.at("has_more").value()).isEqualTo(false);
        Tree none = models("?after_id=" + encoded(all.getLast()), 200);
        assertThat(ids(none)).isEmpty();
        assertThat(none.at("last_id").value()).isNull();
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit: ",
        "limit=1001, limit: ",
        "limit=x, limit: ",
        "after_id=no/such, after_id: ",
        "before_id=no/such, before_id: ",
        "after_id=m/1&before_id=m/1, before_id: "
    })
    void aPageThatCannotBeIsToldByTheNameOfWhatIsWrong(String query, String said)
            throws IOException {
        Tree told = models("?" + query, 400);
        assertThat(told.at("type").text()).isEqualTo("error");
        assertThat(told.at("error", "message").text()).startsWith(said);
    }
}
