package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** No key of a stage goes to an address that it was not meant for. */
class EnvAddressesTest extends EnvSteps {
    /** Of a type whose requests are signed with the process's own role. */
    @Test
    void aSlotThatNeedsNoKeyIsWrittenWithoutOneAndStays() throws IOException {
        file("SLUICE_PROVIDER_TYPE_0=bedrock", "P_T1=together", "P_K1=" + CANARY);

        assertThat(deploy("--yes")).isZero();
        assertThat(deploy("--yes", "--prune")).isZero();

        assertThat(aws.ssm().get(PATH + "0/type")).isEqualTo("String:bedrock");
        assertThat(aws.calls("DeleteParameters")).isEmpty();
        assertThat(run.output()).contains("Nothing to write.");
    }

    @Test
    void refusesToSendAKeyThatTheFileDoesNotNameToAnotherAddress() throws IOException {
        slot(0, "together", CANARY);
        slot(1, "bedrock", SECOND_CANARY);
        file(
                "SLUICE_PROVIDER_TYPE_0=bedrock",
                "SLUICE_PROVIDER_TYPE_1=bedrock",
                "SLUICE_PROVIDER_ENDPOINT_1=https://elsewhere.example/v1");

        assertThat(deploy("--yes")).isOne();
        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output())
                .contains("0/key, which the file does not set, would stay")
                .contains("1/key, which the file does not set, would stay");

        assertThat(deploy("--yes", "--prune")).isZero();
        assertThat(aws.calls().stream().filter(call -> !call.startsWith("Get")))
                .containsExactly(
                        "DeleteParameters " + PATH + "0/key",
                        "PutParameter " + PATH + "0/type",
                        "DeleteParameters " + PATH + "1/key",
                        "PutParameter " + PATH + "1/endpoint");
    }

    @Test
    void takesASlotThatWorksWithoutAKeyOutWhileItGetsOneForAnotherAddress() throws IOException {
        aws.ssm().put(PATH + "0/type", "String", "bedrock");
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy("--yes")).isZero();

        assertThat(aws.calls().stream().filter(call -> !call.startsWith("Get")))
                .containsExactly(
                        "DeleteParameters " + PATH + "0/type",
                        "PutParameter " + PATH + "0/key",
                        "PutParameter " + PATH + "0/type");
    }

    @Test
    void takesASlotOutWhileItsKeyAndAddressBothChange() throws IOException {
        slot(0, "together", "CANARYold");
        file("P_T0=atlascloud", "P_K0=" + CANARY);

        assertThat(deploy("--yes")).isZero();

        assertThat(aws.calls().stream().filter(call -> !call.startsWith("Get")))
                .containsExactly(
                        "DeleteParameters " + PATH + "0/type",
                        "PutParameter " + PATH + "0/key",
                        "PutParameter " + PATH + "0/type");
    }

    @Test
    void takesASlotOutWhileItsKeyAndEndpointBothChange() throws IOException {
        slot(0, "openai-compatible", "CANARYold");
        aws.ssm().put(PATH + "0/endpoint", "String", "https://here.example/v1");
        file(
                "SLUICE_PROVIDER_TYPE_0=openai-compatible",
                "SLUICE_PROVIDER_KEY_0=" + CANARY,
                "SLUICE_PROVIDER_ENDPOINT_0=https://elsewhere.example/v1");

        assertThat(deploy("--yes")).isZero();

        assertThat(aws.calls().stream().filter(call -> !call.startsWith("Get")))
                .containsExactly(
                        "DeleteParameters " + PATH + "0/type",
                        "PutParameter " + PATH + "0/endpoint",
                        "PutParameter " + PATH + "0/key",
                        "PutParameter " + PATH + "0/type");
    }

    @Test
    void refusesToSendANewKeyToAnAddressThatTheFileDoesNotName() throws IOException {
        slot(0, "together", "CANARYold");
        aws.ssm().put(PATH + "0/endpoint", "String", "https://elsewhere.example/v1");
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy("--yes")).isOne();
        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output()).contains("0/endpoint, which the file does not set, would stay");

        assertThat(deploy("--yes", "--prune")).isZero();
        assertThat(aws.ssm().get(PATH + "0/endpoint")).isEmpty();
        assertThat(aws.calls("PutParameter").getLast()).endsWith("0/type");
    }
}
