package dev.sluice.deploy.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class AwsFaultTest {

    /** The SDK's own text is for who has the stack trace. */
    @Test
    void aConnectionThatIsNotMadeIsToldWithItsCauseAndWhatToLookAt() {
        assertThat(
                        said(
                                "Received an UnknownHostException. See cause for the endpoint.",
                                new UnknownHostException("lambda.eu-cental-1.amazonaws.com")))
                .isEqualTo(
                        "UnknownHostException: lambda.eu-cental-1.amazonaws.com. Can AWS be reached from here, and is AWS_REGION right?");
        assertThat(said("Unable to execute HTTP request", new ConnectException("refused")))
                .startsWith("ConnectException: refused. ");
        assertThat(said("outer", new IllegalStateException(new IOException("timed out"))))
                .startsWith("IOException: timed out. ");
    }

    @Test
    void whatIsNoConnectionIsToldAsTheSdkSaysIt() {
        assertThat(said("Unable to marshall", new IllegalStateException("inner")))
                .isEqualTo("Unable to marshall");
    }

    private static String said(String message, Exception cause) {
        return AwsFault.of(SdkClientException.create(message, cause));
    }
}
