package dev.sluice.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The response of one invocation: nothing is sent before {@link #begin}, and {@link #finish} seals
 * it once the handler has returned.
 */
final class StreamedResponse implements StreamingResponse {

    private static final int DELIMITER_BYTES = 8;

    /** How long a Runtime API that cut the response may take to say why. */
    private static final int CUT_ANSWER_TIMEOUT_MILLIS = 1_000;

    /** How the response ended, seen from here. */
    sealed interface Delivery {
        /**
         * Taken by the Runtime API; {@code errorTold} is false when the error came too late for the
         * trailers.
         */
        record Delivered(boolean errorTold) implements Delivery {}

        record Refused(int status) implements Delivery {}

        record Cut(IOException cause) implements Delivery {}
    }

    private final RuntimeApi api;
    private final String requestId;
    private boolean over;
    private volatile @Nullable HttpConnection connection;
    private @Nullable ChunkedBody body;

    StreamedResponse(RuntimeApi api, String requestId) {
        this.api = api;
        this.requestId = requestId;
    }

    @Override
    public synchronized OutputStream begin(Prelude prelude) throws IOException {
        if (over) {
            throw new IllegalStateException("the invocation is over");
        }
        if (body != null) {
            throw new IllegalStateException("the response has begun already");
        }
        HttpConnection opened =
                api.open(); // when this fails nothing was sent, and the error can still be told
        connection = opened;
        body = new ChunkedBody(opened);
        byte[] json = PreludeJson.encode(prelude);
        body.start(api.responseHead(requestId), Arrays.copyOf(json, json.length + DELIMITER_BYTES));
        return body;
    }

    @Override
    public synchronized boolean begun() {
        return body != null;
    }

    /** Takes no monitor: who waits in a write has it. */
    @Override
    public void cut() {
        HttpConnection sending = connection;
        if (sending != null) {
            sending.close();
        }
    }

    /**
     * Ends what has begun, with the error if there is one, and reads the Runtime API's answer; null
     * when it had not begun.
     */
    synchronized @Nullable Delivery finish(@Nullable ErrorReport error) {
        over = true;
        HttpConnection begun = connection;
        if (body == null || begun == null) {
            return null;
        }
        try (begun) {
            return seal(begun, body, error);
        } catch (IOException e) {
            return new Delivery.Cut(e);
        }
    }

    private static Delivery seal(
            HttpConnection connection, ChunkedBody body, @Nullable ErrorReport error)
            throws IOException {
        boolean told = false;
        try {
            if (error == null) {
                body.close();
            } else {
                told = body.closeWith(error);
            }
        } catch (IOException e) {
            return afterCut(connection, e);
        }
        if (body.isCut()) {
            return afterCut(connection, new IOException("cut while the handler was writing"));
        }
        HttpAnswer answer = connection.readAnswer();
        return answer.isSuccess()
                ? new Delivery.Delivered(told)
                : new Delivery.Refused(answer.status());
    }

    /**
     * A refusal (413, 5xx) may come while the body is still being sent, so the reason can lie in
     * the socket already.
     */
    private static Delivery afterCut(HttpConnection connection, IOException cause) {
        try {
            connection.limitReads(CUT_ANSWER_TIMEOUT_MILLIS);
            HttpAnswer answer = connection.readAnswer();
            return answer.isSuccess()
                    ? new Delivery.Cut(cause)
                    : new Delivery.Refused(answer.status());
        } catch (IOException e) {
            return new Delivery.Cut(cause);
        }
    }
}
