package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.store.TableNames;
import dev.sluice.standins.Loopback;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.webchat.credit.AccountEntry;
import dev.sluice.webchat.credit.DynamoAccounts;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the web doors leave in real tables. */
final class TablesTest {
    private static final String CANARY = "canary-9e2a-of-the-user";

    @Test
    void rowsSayWhoseProviderItWasCreditCountsAndNoKeyIsKept() throws Exception {
        int port = Loopback.freePort();
        try (ScriptedProvider provider = ChatScripts.provider();
                WebWorld world = world(provider, port);
                AwsClients aws =
                        new AwsClients(
                                Map.of("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + port))) {
            assertThat(world.chat(body("")).bubble).isEqualTo("Hello!");
            String own =
                    "{\"providers\":[{\"type\":\"openai-compatible\",\"apiEndpoint\":\"%s\",\"apiKey\":\"%s\",\"modelName\":\"mine\"}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                            .formatted(provider.baseUrl(), CANARY);
            assertThat(world.chat(own).bubble).isEqualTo("Hello!");
            assertThat(provider.seen().getLast().key()).isEqualTo("Bearer " + CANARY);
            provider.then(ChatScripts.error(401));
            world.chat(own);

            TableNames tables = new TableNames("local");
            new DynamoAccounts(aws.dynamoDb(), tables)
                    .add(new AccountEntry.Credit("01", "local", Instant.now(), 5_000_000_000L));
            Map<String, Object> usage = world.json("/usage");
            assertThat(usage.get("creditLimit")).hasToString("8");
            assertThat(usage.get("totalCost")).hasToString("0.0026");
            assertThat(world.transactions()).hasSize(5);

            StringBuilder all = new StringBuilder();
            for (String table : new String[] {tables.usage(), tables.limits(), tables.keys()}) {
                aws.dynamoDb().scanPaginator(scan -> scan.tableName(table)).items().stream()
                        .forEach(all::append);
            }
            assertThat(all.toString())
                    .contains("source=AttributeValue(S=user)", "source=AttributeValue(S=server)")
                    .contains("firstSource=AttributeValue(S=user)")
                    .doesNotContain(CANARY, "server-key");
            assertThat(world.printed()).doesNotContain(CANARY, "server-key");
        }
    }

    private static WebWorld world(ScriptedProvider provider, int port) throws Exception {
        return WebWorld.at(provider)
                .tables(port)
                .set("SLUICE_ALLOWED_ENDPOINTS", provider.baseUrl())
                .start();
    }
}
