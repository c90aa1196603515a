package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.keys.DynamoKeys;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.devkit.e2e.Wait;
import dev.sluice.standins.Loopback;
import dev.sluice.standins.ScriptedProvider;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credit is a budget: whoever asks side by side does not spend the same dollar twice. */
final class CreditTest {
    private static final String ANN = "ann@example.com";
    private static final String ANNS_KEY = "sk-test-of-ann-1";

    /** Names its model, or a cheaper one would serve once credit runs low. */
    private static final String CHAT =
            body(",\"max_tokens\":200,\"model\":\"together/" + WebWorld.LLAMA + "\"");

    private static final int CHATS = 50;

    /**
     * DynamoDB Local writes one after the other: on a machine with too much to do the last of fifty
     * would come later than the gateway waits for a call, and its chat be told of a slow table.
     */
    private static final int AT_ONCE = 10;

    private final Semaphore places = new Semaphore(AT_ONCE);
    private ScriptedProvider provider;
    private FakeGoogle google;
    private int port;

    @BeforeEach
    void start() throws Exception {
        provider = ChatScripts.provider();
        google = new FakeGoogle();
        port = Loopback.freePort();
    }

    @AfterEach
    void stop() throws Exception {
        google.close();
        provider.close();
    }

    @Test
    void fiftyChatsTenAtOnceSpendCreditForThreeOnce() throws Exception {
        BigDecimal most = mostOfOneChat();
        BigDecimal credit = most.multiply(new BigDecimal("3.5"));
        try (WebWorld world = tables(credit)) {
            CountDownLatch answers = new CountDownLatch(1);
            for (int i = 0; i < CHATS; i++) {
                provider.then(small(answers));
            }
            BlockingQueue<UiChat> chats = new LinkedBlockingQueue<>();
            String token = google.token(ANN);
            for (int i = 0; i < CHATS; i++) {
                Thread.ofVirtual().start(() -> chat(world, token, chats));
            }
            for (int i = 0; i < CHATS - 3; i++) {
                assertThat(next(chats).error).startsWith("Insufficient credit");
            }
            answers.countDown();
            for (int i = 0; i < 3; i++) {
                assertThat(next(chats).bubble).isEqualTo("Hello!");
            }
            assertThat(provider.seen()).as("admitted").hasSize(3);

            // A sum that could not be written in time is written a little later.
            Wait.until(
                    "what three gave back pays for more",
                    () -> world.chat(token, CHAT).error.isEmpty());
            Wait.until(
                    "the next one needs more",
                    () -> {
                        spendTheRest(world, token);
                        return left(world, token).compareTo(most) < 0;
                    });
            BigDecimal left = left(world, token);
            assertThat(left).as("overdrawn by nothing").isNotNegative();
            assertThat(left.add(cost(world, token))).isEqualByComparingTo(credit);
        }
    }

    @Test
    void theUsersKeyAtV1SpendsTheSameCredit() throws Exception {
        BigDecimal most = mostOfOneChat();
        try (WebWorld world = tables(most.multiply(new BigDecimal("1.5")))) {
            makeKey();
            provider.then(exactly(200));
            assertThat(world.chat(google.token(ANN), CHAT).bubble).isEqualTo("Hello!");
            HttpResponse<String> refused = world.post("/v1/chat/completions", ANNS_KEY, v1());
            assertThat(refused.statusCode()).isEqualTo(402);
            assertThat(refused.headers().firstValue("x-should-retry")).hasValue("false");
            assertThat(provider.seen()).hasSize(1);
            assertThat(world.get("/v1/models", ANNS_KEY).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatTheUsersKeySpentAtV1IsGoneAtTheChat() throws Exception {
        BigDecimal most = mostOfOneChat();
        try (WebWorld world = tables(most.multiply(new BigDecimal("1.5")))) {
            makeKey();
            provider.then(exactly(200));
            HttpResponse<String> served = world.post("/v1/chat/completions", ANNS_KEY, v1());
            assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
            assertThat(world.chat(google.token(ANN), CHAT).error).startsWith("Insufficient credit");
            assertThat(provider.seen()).hasSize(1);
        }
    }

    @Test
    void whatHasNoPriceAtAServerThatIsNamedServesOnAnyCreditThatIsLeft() throws Exception {
        try (WebWorld world =
                WebWorld.settings()
                        .slot(0, "openai-compatible", provider.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_0", "my-own")
                        .set("SLUICE_CREDIT_USD", "0.000001")
                        .start()) {
            assertThat(world.chat(body("")).bubble).isEqualTo("Hello!");
            assertThat(world.chat(body("")).bubble).isEqualTo("Hello!");
        }
    }

    /** Its provider would bill the operator for what no credit counts: it is never called. */
    @Test
    void whatHasNoPriceAtAServiceIsNotServedOnCredit() throws Exception {
        String powerful = body(",\"optimization\":\"powerful\"");
        try (WebWorld world = service().start()) {
            makeKey();
            UiChat chat = world.chat(google.token(ANN), powerful);
            assertThat(chat.error).contains("openai/gpt-4o", "credit", "SLUICE_CREDIT_UNPRICED");
            assertThat(chat.only("error").data()).containsEntry("code", "INVALID_REQUEST");
            String v1 = v1().replace(WebWorld.LLAMA, "openai/gpt-4o");
            HttpResponse<String> refused = world.post("/v1/chat/completions", ANNS_KEY, v1);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("model_not_priced", "SLUICE_CREDIT_UNPRICED");
            assertThat(provider.seen()).isEmpty();
        }
    }

    @Test
    void thePageAsksAModelThatCreditPaysForWhereAnotherSlotIsAskedFirst() throws Exception {
        try (WebWorld world =
                service()
                        .set("SLUICE_PROVIDER_PRIORITY_0", "1")
                        .set("SLUICE_CREDIT_USD", "3.00")
                        .slot(1, "together", provider.baseUrl())
                        .start()) {
            UiChat chat = world.chat(google.token(ANN), body(""));
            assertThat(chat.bubble).isEqualTo("Hello!");
            assertThat(chat.only("llm_response").data()).containsEntry("provider", "together");
        }
    }

    /** What is reserved for one chat, as a user without credit is told. */
    private BigDecimal mostOfOneChat() throws Exception {
        try (WebWorld world = tables(BigDecimal.ZERO)) {
            UiChat refused = world.chat(google.token(ANN), CHAT);
            return new BigDecimal(
                    String.valueOf(refused.only("error").data().get("estimatedCost")));
        }
    }

    /** One chat after the other until credit does not pay for the next; how many were served. */
    private void spendTheRest(WebWorld world, String token) throws Exception {
        int served = 0;
        while (served < CHATS && world.chat(token, CHAT).error.isEmpty()) {
            served++;
        }
        assertThat(served).as("comes to an end").isLessThan(CHATS);
    }

    private static BigDecimal left(WebWorld world, String token) throws Exception {
        return granted(world, token).subtract(cost(world, token));
    }

    private static BigDecimal granted(WebWorld world, String token) throws Exception {
        return sum(world, token, true).negate();
    }

    private static BigDecimal cost(WebWorld world, String token) throws Exception {
        return sum(world, token, false);
    }

    /** As the billing page adds up. */
    private static BigDecimal sum(WebWorld world, String token, boolean credit) throws Exception {
        BigDecimal sum = BigDecimal.ZERO;
        Map<String, Object> billing = JSON.std.mapFrom(world.get("/billing", token).body());
        for (Object one : Fields.list(billing.get("transactions"))) {
            Map<?, ?> transaction = Fields.object(one);
            if (credit == "credit_added".equals(transaction.get("type"))) {
                sum = sum.add(new BigDecimal(String.valueOf(transaction.get("cost"))));
            }
        }
        return sum;
    }

    private void chat(WebWorld world, String token, BlockingQueue<UiChat> chats) {
        places.acquireUninterruptibly();
        try {
            chats.add(world.chat(token, CHAT));
        } catch (Exception | AssertionError e) {
            UiChat broken = new UiChat();
            broken.error = e.toString();
            chats.add(broken);
        } finally {
            places.release();
        }
    }

    private static UiChat next(BlockingQueue<UiChat> chats) throws InterruptedException {
        UiChat chat = chats.poll(2, TimeUnit.MINUTES);
        return java.util.Objects.requireNonNull(chat, "a chat has not ended");
    }

    private static ScriptedProvider.Script small(CountDownLatch answers) {
        return call -> {
            answers.await();
            answer(call, 20);
        };
    }

    private static ScriptedProvider.Script exactly(int outputTokens) {
        return call -> answer(call, outputTokens);
    }

    private static void answer(ScriptedProvider.Call call, int outputTokens)
            throws java.io.IOException {
        ChatScripts.begin(call);
        ChatScripts.say(call, "Hello!");
        ChatScripts.end(call, 20, outputTokens);
    }

    private static String v1() {
        return """
        {"model":"%s","stream":true,"max_tokens":200,"messages":[{"role":"user","content":"Say hello"}]}"""
                .formatted(WebWorld.LLAMA);
    }

    private void makeKey() {
        try (AwsClients aws =
                new AwsClients(Map.of("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + port))) {
            KeyRecord key =
                    new KeyRecord(
                            GatewayKey.hash(ANNS_KEY),
                            ANN,
                            List.of(),
                            List.of(),
                            Instant.now(),
                            Optional.empty(),
                            false);
            assertThat(new DynamoKeys(aws.dynamoDb(), new TableNames("local")).create(key))
                    .isTrue();
        }
    }

    /** One slot of a service whose models' prices are not known. */
    private WebWorld.Settings service() {
        return signingIn(
                WebWorld.settings()
                        .slot(0, "openai", provider.baseUrl())
                        .unset("SLUICE_PROVIDER_ENDPOINT_0")
                        .set("SLUICE_CREDIT_USD", "0.0001"));
    }

    /** One slot without limits that could be in the way. */
    private WebWorld tables(BigDecimal credit) throws Exception {
        return signingIn(WebWorld.at(provider))
                .limits(0, 100_000, 100_000_000)
                .set("SLUICE_CREDIT_USD", credit.toPlainString())
                .start();
    }

    private WebWorld.Settings signingIn(WebWorld.Settings settings) {
        return settings.tables(port)
                .set("SLUICE_GOOGLE_CLIENT_ID", FakeGoogle.CLIENT_ID)
                .set("SLUICE_GOOGLE_JWKS_URL", google.jwksUrl())
                .set("SLUICE_ALLOWED_EMAILS", ANN);
    }
}
