package dev.sluice.deploy.smoke;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.call.Secret;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.standin.GatewayStandIn;
import dev.sluice.deploy.standin.GatewayStandIn.Manner;
import dev.sluice.deploy.standin.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmokeTest {
    @AutoClose private final GatewayStandIn gateway = new GatewayStandIn();
    private final Smoke smoke =
            new Smoke(gateway.url(), new Run().unattended(), Duration.ofMillis(700));

    SmokeTest() throws IOException {}

    /** A request's timeout is over with its headers. */
    @Test
    void endsWhereAnAnswerBeginsAndNeverEnds() {
        gateway.answers(Manner.HANGS);

        assertThatThrownBy(
                        () ->
                                smoke.complete(
                                        new Secret(GatewayStandIn.KEY), Optional.of("general")))
                .isInstanceOf(Refused.class)
                .hasMessage("The smoke test failed: it was not over after 0.7 s.");
    }

    @Test
    void endsWhereNobodyAnswers() {
        gateway.answers(Manner.NEVER_ANSWERS);

        assertThatThrownBy(smoke::knock)
                .isInstanceOf(Refused.class)
                .hasMessageContaining("not over after 0.7 s");
    }
}
