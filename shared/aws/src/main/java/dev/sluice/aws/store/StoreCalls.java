package dev.sluice.aws.store;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.StoreBudget;
import java.io.IOException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Turns what the SDK throws into {@link StoreUnavailable}. Of a service's error only code, status
 * and request id are kept: the text of a signature error repeats the request's headers, session
 * token included.
 */
public final class StoreCalls {
    private static final int BAD_REQUEST = 400;

    private StoreCalls() {}

    /** The table works, but not with this item. */
    private static final class ItemRefused extends IllegalStateException {
        private static final long serialVersionUID = 1;

        ItemRefused(String told) {
            super(told);
        }
    }

    /**
     * Whether a call will fail as often as it is made, and calls for other items will not: its item
     * would have more than 400 kB, or has an attribute of another type than ours.
     */
    public static boolean isOfItsItem(RuntimeException failure) {
        return failure.getCause() instanceof ItemRefused;
    }

    /** Runs a call; {@code operation} is named in the error: {@code take on sluice-dev-limits}. */
    public static <T> T call(String operation, Supplier<T> call) {
        try {
            return within(operation, call);
        } catch (SdkException e) {
            throw unavailable(operation, e);
        }
    }

    /** Runs a call in the time that its request has left, and throws what the SDK does. */
    public static <T> T within(String operation, Supplier<T> call) {
        StoreBudget budget = StoreBudget.current();
        if (budget == null) {
            return call.get();
        }
        if (budget.leftNanos() <= 0) {
            throw new StoreUnavailable(
                    operation + " was not tried",
                    new IllegalStateException("its request has waited as long as it may"));
        }
        budget.begin();
        try {
            return call.get();
        } finally {
            budget.end();
        }
    }

    public static StoreUnavailable unavailable(String operation, SdkException cause) {
        if (cause instanceof AwsServiceException answer) {
            String told = told(answer);
            IllegalStateException kept =
                    isRefused(answer) ? new ItemRefused(told) : new IllegalStateException(told);
            kept.setStackTrace(answer.getStackTrace());
            return new StoreUnavailable(operation + " failed: " + told, kept);
        }
        return new StoreUnavailable(
                operation
                        + " failed: "
                        + cause.getClass().getSimpleName()
                        + (isWithoutCredentials(cause)
                                ? " (no AWS credentials)"
                                : connection(cause)),
                cause);
    }

    /** The SDK has no type for it, and its message repeats what each of its sources said. */
    private static boolean isWithoutCredentials(SdkException cause) {
        return String.valueOf(cause.getMessage()).startsWith("Unable to load credentials");
    }

    /** What the connection died of, if it was the connection: words of the JDK, no one else's. */
    private static String connection(SdkException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof IOException
                ? " (" + root.getClass().getSimpleName() + ": " + root.getMessage() + ")"
                : "";
    }

    private static String told(AwsServiceException answer) {
        return code(answer)
                + " (HTTP "
                + answer.statusCode()
                + ", request "
                + answer.requestId()
                + ")";
    }

    private static boolean isRefused(AwsServiceException answer) {
        return answer.statusCode() == BAD_REQUEST && "ValidationException".equals(code(answer));
    }

    /** What stands between us and AWS may answer too, and then there is no code. */
    private static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return code == null ? answer.getClass().getSimpleName() : code;
    }
}
