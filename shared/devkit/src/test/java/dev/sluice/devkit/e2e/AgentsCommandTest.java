package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code make agents}: as a program, beside a running world. */
class AgentsCommandTest {
    private static final Pattern TOKEN = Pattern.compile("\"ANTHROPIC_AUTH_TOKEN\": \"([^\"]+)\"");

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.settings().slot(0, "together", upstream.baseUrl()).start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Processes.Ended agents(Map<String, String> more, String... arguments) throws Exception {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SLUICE_STAGE", world.stage);
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", TestDynamo.endpoint());
        List<String> all = new ArrayList<>(List.of("dev.sluice.operator.Agents", "print"));
        all.addAll(List.of("--url", "http://127.0.0.1:" + world.port() + "/"));
        all.addAll(List.of(arguments));
        return Processes.run(Processes.java(environment, all.toArray(String[]::new)));
    }

    private static String key(Processes.Ended printed) {
        Matcher token = TOKEN.matcher(printed.out());
        assertThat(token.find()).as(printed.out()).isTrue();
        return token.group(1);
    }

    @Test
    void bothConfigurationsHaveAKeyThatWorks() throws Exception {
        Processes.Ended printed = agents(Map.of());
        assertThat(printed.code()).as(printed.err()).isZero();
        String url = "http://127.0.0.1:" + world.port();
        assertThat(printed.out())
                .contains("\"ANTHROPIC_BASE_URL\": \"" + url + "\"")
                .contains("base_url = \"" + url + "/v1\"")
                .contains("wire_api = \"responses\"", "web_search = \"disabled\"")
                .contains("export SLUICE_KEY=" + key(printed));
        String body = "{\"model\":\"" + World.LLAMA + "\",\"input\":\"Hi\"}";
        Reply reply = world.post("/v1/responses", key(printed), body.getBytes(UTF_8));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void aModelThatNobodyServesIsNoted() throws Exception {
        Processes.Ended unknown = agents(Map.of(), "--model", "no/such-model");
        assertThat(unknown.code()).isZero();
        assertThat(unknown.out()).contains("model = \"no/such-model\"");
        assertThat(unknown.err()).contains("serves no model \"no/such-model\" now");
        assertThat(agents(Map.of(), "--model", World.LLAMA).err()).doesNotContain("Note");
    }

    @Test
    void eachTimeTheKeyIsAnotherUnlessOneIsGiven() throws Exception {
        assertThat(key(agents(Map.of()))).isNotEqualTo(key(agents(Map.of())));
        Processes.Ended given = agents(Map.of("SLUICE_KEY", "sk-mine"));
        assertThat(key(given)).isEqualTo("sk-mine");
        assertThat(given.err()).isEmpty();
        assertThat(
                        world.keys().list().stream()
                                .map(record -> record.name())
                                .filter(name -> name.startsWith("agents"))
                                .toList())
                .isEqualTo(List.of("agents", "agents-2"));
    }
}
