package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StageCommandTest {

    @Test
    void aPlaceThatIsMissingIsALineAndNoStackTrace() {
        int code =
                StageCommand.run(
                        Map.of(),
                        config -> {
                            throw new IllegalArgumentException("no AWS region: set AWS_REGION");
                        });
        assertThat(code).isEqualTo(1);
    }

    @Test
    void aWrongSettingIsALineAndNoStackTrace() {
        assertThat(StageCommand.run(Map.of("SLUICE_STAGE", "No Such Stage"), Config::stage))
                .isEqualTo(1);
    }
}
