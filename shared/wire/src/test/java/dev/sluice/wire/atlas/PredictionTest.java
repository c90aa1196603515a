package dev.sluice.wire.atlas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.atlas.Prediction.State;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {
    @Test
    void whatWasTakenHasAnIdAndRuns() {
        Prediction taken = read("{\"code\":200,\"data\":{\"id\":\"p-1\",\"status\":\"starting\"}}");

        assertThat(taken).isEqualTo(new Prediction("p-1", State.RUNNING, List.of(), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status\":\"completed\",\"outputs\":[\"https://cdn/a.png\"]",
                "\"status\":\"Succeeded\",\"output\":\"https://cdn/a.png\",\"error\":\"\"",
                "\"status\":\"succeeded\",\"outputs\":[{\"url\":\"https://cdn/a.png\",\"w\":[1]}],\"error\":null",
            })
    void whatIsDoneNamesItsOutputs(String members) {
        Prediction done = read("{\"code\":200,\"data\":{\"id\":\"p\"," + members + "}}");

        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.outputs()).containsExactly("https://cdn/a.png");
        assertThat(done.error()).isNull();
    }

    @Test
    void aJobThatFailedSaysWhy() {
        Prediction failed =
                read(
                        "{\"code\":200,\"data\":{\"id\":\"p\",\"status\":\"failed\","
                                + "\"error\":\"not nice\",\"error_code\":1039,\"metrics\":{}}}");

        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(Objects.requireNonNull(failed.error()).code())
                .isEqualTo("content_policy_violation");
        assertThat(failed.error().message()).isEqualTo("not nice");
        assertThat(read("{\"data\":{\"id\":\"p\",\"status\":\"timeout\"}}").state())
                .isEqualTo(State.FAILED);
    }

    @Test
    void aRequestThatIsRefusedUnderA200HasItsStatusAsCode() {
        Prediction refused =
                read("{\"code\":402,\"msg\":\"no balance\",\"request_id\":\"r\",\"data\":null}");

        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(Objects.requireNonNull(refused.error()).code()).isEqualTo("402");
        assertThat(refused.error().message()).isEqualTo("no balance");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"code\":200,\"data\":{\"id\":",
                "{\"code\":200}"
            })
    void whatIsNoneIsNone(String body) {
        assertThat(Prediction.read(body.getBytes(UTF_8))).isNull();
    }

    private static Prediction read(String body) {
        return Objects.requireNonNull(Prediction.read(body.getBytes(UTF_8)));
    }
}
