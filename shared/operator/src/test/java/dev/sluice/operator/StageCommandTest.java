package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admit.StoreUnavailable;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageCommandTest {

    @Test
    void aPlaceThatIsMissingIsALineAndNoStackTrace() {
        int code =
                StageCommand.run(
                        Map.of(),
                        stage -> {
                            throw new IllegalArgumentException("no AWS region: set AWS_REGION");
                        });
        assertThat(code).isEqualTo(1);
    }

    @Test
    void aWrongSettingIsALineAndNoStackTrace() {
        assertThat(StageCommand.run(Map.of("SLUICE_STAGE", "No Such Stage"), Stage::name))
                .isEqualTo(1);
    }

    @Test
    void itSaysWhatToDoAboutAStageThatDoesNotAnswer() {
        String missing = "list on sluice-prod-keys failed: SdkClientException";
        assertThat(
                        advice(
                                Map.of(),
                                new StoreUnavailable(missing, new IllegalStateException(CHAIN))))
                .contains(missing, "aws sso login", "AWS_PROFILE", "The profile: Token is expired")
                .doesNotContain("local world", "one", "two");
        assertThat(
                        advice(
                                Map.of("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000"),
                                new StoreUnavailable(missing, new IOException("refused"))))
                .contains("make dev")
                .doesNotContain("sso");
        assertThat(advice(Map.of(), new StoreUnavailable(missing, new IOException("no route"))))
                .contains("AWS_REGION")
                .doesNotContain("make dev");
        assertThat(answered("ResourceNotFoundException")).contains("deployed", "AWS_REGION");
        assertThat(answered("AccessDeniedException")).contains("may not do this");
        assertThat(answered("ExpiredTokenException")).contains("aws sso login");
    }

    private static String answered(String code) {
        String message = "list failed: " + code + " (HTTP 400, request r)";
        return advice(Map.of(), new StoreUnavailable(message, new IllegalStateException(code)));
    }

    private static String advice(Map<String, String> environment, StoreUnavailable failure) {
        return StageCommand.message(failure, environment);
    }

    private static final String CHAIN =
            "Unable to load credentials from any of the providers in the chain Chain(providers=["
                    + "AProvider(), ProfileCredentialsProvider(profileName=x), BProvider()]) : ["
                    + "AProvider(): one, ProfileCredentialsProvider(profileName=x, file=File(a)):"
                    + " Token is expired, BProvider(): two]";
}
