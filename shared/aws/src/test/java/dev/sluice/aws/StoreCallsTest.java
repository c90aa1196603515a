package dev.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
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
