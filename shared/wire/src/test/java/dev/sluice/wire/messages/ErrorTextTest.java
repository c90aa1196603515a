package dev.sluice.wire.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Rejection;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    private static final Rejection.Excess EXCESS = new Rejection.Excess(5_007, 1_000);

    @Test
    void whatIsTooLargeIsToldByItsNumbersWhateverItsTextSays() {
        assertThat(told(new Rejection.BadRequest("In 12345 other words.", null, "x", EXCESS), 7))
                .isEqualTo(
                        "input length and `max_tokens` exceed context limit: 7 + 5000 > 1000. In"
                                + " 12345 other words.");
        Rejection overflow =
                new Rejection.BadRequest(
                        "In 12345 other words.", "messages", "context_length_exceeded", EXCESS);
        assertThat(told(overflow, 7)).isEqualTo("prompt is too long: 5007 tokens > 1000 maximum");
    }

    @Test
    void whatIsNotTooLargeByItsTokensIsToldAsItIs() {
        String text = "This request may need 5007 tokens (a budget's), more than 1000.";
        Rejection budget = new Rejection.BadRequest(text, "max_tokens", "request_exceeds_limit");
        assertThat(told(budget, 7)).isEqualTo(text);
        Rejection.BadRequest whole = new Rejection.BadRequest(text, null, "x", EXCESS);
        assertThat(told(whole, 5_007)).as("the prompt is all of it").isEqualTo(text);
    }

    private static String told(Rejection rejection, long inputTokens) {
        return ErrorText.of(ErrorText.numbered(rejection, inputTokens, OptionalLong.empty()));
    }
}
