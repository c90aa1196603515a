package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code make key}, {@code make keys}, {@code make revoke}: as programs, beside a running world.
 */
class KeysCommandTest {
    @AutoClose private static ScriptedProvider upstream;
    @AutoClose private static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .serving(1, upstream.baseUrl(), "my/own-model")
                        .start();
    }

    private static Processes.Ended keys(String... arguments) throws Exception {
        return Processes.operator(world, "Keys", arguments);
    }

    @Test
    void aKeyHasABudgetAndPlacesInFlight() throws Exception {
        Processes.Ended created =
                keys(
                        "create",
                        "--name",
                        "bea",
                        "--usd-day",
                        "5.00",
                        "--usd-month",
                        "90",
                        "--in-flight",
                        "2");
        assertThat(created.code()).as(created.err()).isZero();
        assertThat(keys("list").out())
                .contains("5 USD per day, 90 USD per month, 2 requests in flight");
        Processes.Ended refused = keys("create", "--name", "eve", "--usd-day", "0");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("costNanoUsd per day").doesNotContain("Exception");
    }

    /** Who names keys by addresses, and has no frontend, wonders else where a 402 comes from. */
    @Test
    void aKeyThatSpendsAPersonsCreditIsToldToDoSo() throws Exception {
        assertThat(keys("create", "--name", "ann@example.com").err())
                .contains("it spends the credit that ann@example.com has");
        assertThat(keys("create", "--name", "ann-laptop").err()).doesNotContain("credit");
    }

    @Test
    void aKeyLivesFromItsCreationToItsRevocation() throws Exception {
        Processes.Ended created =
                keys("create", "--name", "mia", "--rpm", "3", "--tpm", "50000", "--models", LLAMA);
        assertThat(created.code()).as(created.err()).isZero();
        String key = created.out().strip();
        assertThat(created.out().lines()).as("the key alone, to be piped").hasSize(1);
        assertThat(key).startsWith("sk-");
        assertThat(created.err()).doesNotContain(key);
        assertThat(World.items("sluice-" + world.stage + "-keys").toString()).doesNotContain(key);

        Reply reply = world.post(key, World.chat(LLAMA, ""));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("3");
        assertThat(reply.header("x-ratelimit-limit-tokens")).isEqualTo("50000");
        assertThat(world.settled(reply)).containsEntry("callerId", "mia");
        world.post(key, World.chat("my/own-model", "")).error(403);

        Processes.Ended again = keys("create", "--name", "mia");
        assertThat(again.code()).isNotZero();
        assertThat(again.err()).contains("mia");
        assertThat(again.out()).isEmpty();

        Processes.Ended listed = keys("list");
        assertThat(listed.out()).contains("mia", "active", "50000", LLAMA).doesNotContain(key);

        assertThat(keys("revoke", "--name", "mia").code()).isZero();
        Wait.until("out", () -> world.post(key, World.chat(LLAMA, "")).status() == 401);
    }

    /** What the stage alone knows is good: the key is made, and told of. */
    @Test
    void aModelThatTheCatalogDoesNotKnowIsToldOfBesideTheKey() throws Exception {
        Processes.Ended created =
                keys("create", "--name", "own", "--models", "my/own-model, " + LLAMA);
        assertThat(created.code()).as(created.err()).isZero();
        assertThat(created.err())
                .contains("no model or alias \"my/own-model\"")
                .doesNotContain("\"" + LLAMA);
        String key = created.out().strip();
        assertThat(world.post(key, World.chat("my/own-model", "")).status()).isEqualTo(200);
    }

    @Test
    void aKeyEndsAtItsTime() throws Exception {
        Instant asked = Instant.now();
        keys("list"); // as long as that takes here and now, so long may the next command take
        Duration patience = Duration.between(asked, Instant.now()).multipliedBy(2).plusSeconds(2);
        Instant soon = Instant.now().plus(patience).truncatedTo(ChronoUnit.SECONDS);
        Processes.Ended created = keys("create", "--name", "brief", "--expires", soon.toString());
        assertThat(created.code()).as(created.err()).isZero();
        String key = created.out().strip();
        Wait.until("expired", () -> world.post(key, World.chat(LLAMA, "")).status() == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(soon);
        assertThat(world.post(key, World.chat(LLAMA, "")).error(401).at("message").text())
                .contains("expired");
    }

    @Test
    void aKeyThatHasExpiredAlreadyIsNotMade() throws Exception {
        Processes.Ended ended = keys("create", "--name", "late", "--expires", "2020-01-31");
        assertThat(ended.code()).isNotZero();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("EXPIRES is in the past: 2020-01-31T00:00:00Z");
        assertThat(keys("list").out()).doesNotContain("late");
    }

    @Test
    void whatIsWrongIsSaidInTheWordsThatWereTyped() throws Exception {
        for (String[] wrong :
                new String[][] {
                    {"--rpm", "abc", "RPM must be a whole number from 1 to 70000000000: \"abc\""},
                    {"--in-flight", "0", "IN_FLIGHT must be a whole number"},
                    {"--usd-day", "-1", "USD_DAY must be an amount above 0: \"-1\""},
                    {"--usd-month", "5,00", "USD_MONTH must be an amount in USD"},
                    {"--limits", "foo=3", "LIMITS: there is no limit \"foo\": its name is"},
                    {"--limits", "requestsDay", "LIMITS: must be such as requestsDay=14400"},
                }) {
            Processes.Ended ended = keys("create", "--name", "x", wrong[0], wrong[1]);
            assertThat(ended.code()).as(wrong[2]).isNotZero();
            assertThat(ended.err()).contains(wrong[2]).doesNotContain("Usage:", "Exception");
        }
    }

    @Test
    void whatIsWrongIsSaidWithoutATrace() throws Exception {
        for (String[] wrong :
                new String[][] {
                    {"create"},
                    {"create", "--name", "x", "--expires", "tomorrow"},
                    {"create", "--name", "x", "--rpm", "0"},
                    {"revoke", "--name", "nobody"},
                }) {
            Processes.Ended ended = keys(wrong);
            assertThat(ended.code()).as(String.join(" ", wrong)).isNotZero();
            assertThat(ended.err())
                    .as(String.join(" ", wrong))
                    .isNotBlank()
                    .doesNotContain("\tat ", "Exception");
            assertThat(ended.out()).as(String.join(" ", wrong)).doesNotContain("sk-");
        }
    }
}
