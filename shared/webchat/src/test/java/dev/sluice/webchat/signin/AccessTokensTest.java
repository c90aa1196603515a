package dev.sluice.webchat.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.time.FakeClock;
import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
    private static final String GOOD = "ya29.good";
    private static final String OTHERS = "ya29.others";

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger questions = new AtomicInteger();

    @AutoClose
    private final Loopback google =
            Loopback.start(
                    connection -> {
                        String question = connection.request();
                        questions.incrementAndGet();
                        String json =
                                "{\"aud\":\""
                                        + (question.contains(GOOD) ? "ours" : "theirs")
                                        + "\",\"expires_in\":3599,\"email_verified\":\"true\","
                                        + "\"email\":\"ann@example.com\"}";
                        connection.write(
                                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                                        + json.length()
                                        + "\r\n\r\n"
                                        + json);
                    });

    private final AccessTokens tokens =
            new AccessTokens(
                    new SignInSettings(
                            Set.of("ours"),
                            URI.create(google.origin() + "/certs"),
                            URI.create(google.origin() + "/tokeninfo"),
                            new AllowedPeople(Set.of("*"), Set.of()),
                            List.of()),
                    clock);

    AccessTokensTest() throws IOException {}

    private void askAll(int asked) throws BadToken {
        assertThat(tokens.identity(GOOD).email()).isEqualTo("ann@example.com");
        assertThatThrownBy(() -> tokens.identity(OTHERS)).isInstanceOf(BadToken.class);
        assertThat(questions).hasValue(asked);
    }

    @Test
    void answersAreKeptForAMinuteOfEitherClock() throws BadToken {
        askAll(2);
        askAll(2);
        clock.freeze(Duration.ofMinutes(1));
        askAll(4);
        clock.setBack(Duration.ofDays(1));
        askAll(4);
        clock.advance(Duration.ofMinutes(1));
        askAll(6);
    }
}
