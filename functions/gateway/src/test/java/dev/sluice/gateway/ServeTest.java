package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admit.StoreUnavailable;
import org.junit.jupiter.api.Test;

class ServeTest {
    private final Exception quotes = new NumberFormatException("For input string: CANARY");

    @Test
    void aFaultOfOurOwnIsToldByWhereItArose() {
        String told = Serve.fault("r1", new IllegalStateException("read: CANARY", quotes));
        assertThat(told)
                .startsWith("Internal error in request r1: java.lang.IllegalStateException\n\tat ")
                .contains("ServeTest", "\nCaused by: java.lang.NumberFormatException\n\tat ")
                .doesNotContain("CANARY");
    }

    @Test
    void whatCouldNotBeReachedIsToldInOneLine() {
        assertThat(Serve.fault("r1", new StoreUnavailable("the table is away", quotes)))
                .isEqualTo("Request r1 was not served: the table is away");
    }
}
