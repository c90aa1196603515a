package dev.sluice.deploy.aws;

import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What the SDK throws, as one line. The text of a service's error is left out: a validation error
 * repeats the value, a signature error the request's headers with the session token.
 */
public final class AwsFault {
    private AwsFault() {}

    public static String of(SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return code(answer)
                    + " (HTTP "
                    + answer.statusCode()
                    + ", request "
                    + answer.requestId()
                    + ")"
                    + advice(answer);
        }
        return connection(failure).orElseGet(() -> String.valueOf(failure.getMessage()));
    }

    /**
     * The SDK says "See cause" where a region is misspelt: the name that was not found is there.
     */
    private static Optional<String> connection(SdkException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof IOException
                ? Optional.of(
                        root.getClass().getSimpleName()
                                + ": "
                                + root.getMessage()
                                + ". Can AWS be reached from here, and is AWS_REGION right?")
                : Optional.empty();
    }

    /** Of the service; of what is no service's error, a proxy's page perhaps, the class. */
    public static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null
                ? answer.getClass().getSimpleName()
                : details.errorCode();
    }

    private static String advice(AwsServiceException answer) {
        String code = code(answer);
        if (code.contains("ExpiredToken")) {
            return ". Sign in again: the credentials have run out.";
        }
        if (code.contains("AccessDenied") || code.contains("Unauthorized")) {
            return ". These credentials may not do this.";
        }
        return "";
    }
}
