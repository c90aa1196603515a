package dev.sluice.aws.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

class StoreCallsTest {

    @Test
    void anAnswerWithoutACodeIsToldByItsStatus() {
        AwsServiceException bare =
                AwsServiceException.builder()
                        .awsErrorDetails(AwsErrorDetails.builder().build())
                        .statusCode(502)
                        .build();
        assertThat(StoreCalls.unavailable("take on t", bare))
                .hasMessage("take on t failed: AwsServiceException (HTTP 502, request null)");
        assertThat(
                        StoreCalls.unavailable(
                                "take on t", AwsServiceException.builder().statusCode(403).build()))
                .hasMessageContaining("HTTP 403");
    }

    /** As the SDK itself says it, where none of its sources has any. */
    @Test
    void missingCredentialsAreNamed() {
        AwsCredentialsProviderChain none =
                AwsCredentialsProviderChain.of(
                        () -> {
                            throw SdkClientException.create("HIDDEN");
                        });
        assertThatThrownBy(none::resolveCredentials)
                .isInstanceOfSatisfying(
                        SdkClientException.class,
                        failure ->
                                assertThat(StoreCalls.unavailable("find on t", failure))
                                        .hasMessage(
                                                "find on t failed: SdkClientException (no AWS"
                                                        + " credentials)"));
    }

    @Test
    void aBrokenConnectionIsNamedAndOtherWordsOfTheSdkAreNot() {
        SdkClientException refused =
                SdkClientException.create(
                        "Unable to execute", new ConnectException("Connection refused"));
        assertThat(StoreCalls.unavailable("take on t", refused))
                .hasMessage(
                        "take on t failed: SdkClientException (ConnectException: Connection"
                                + " refused)")
                .hasCause(refused);
        assertThat(StoreCalls.unavailable("take on t", SdkClientException.create("HIDDEN")))
                .hasMessage("take on t failed: SdkClientException");
    }
}
