package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.http.HttpFront;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerTest {
    private static final Duration KILLED_AFTER = Duration.ofSeconds(30);
    private static final Duration TO_SETTLE = Duration.ofSeconds(2);

    @Test
    void itsStreamsAreCutAndSettledBeforeOrchestratorsKillIt() {
        assertThat(
                        Server.GRACE
                                .plus(HttpFront.LAST_WORDS_GRACE)
                                .plus(HttpFront.CUT_GRACE)
                                .plus(TO_SETTLE))
                .isLessThan(KILLED_AFTER);
    }
}
