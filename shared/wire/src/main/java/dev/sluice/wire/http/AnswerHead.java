package dev.sluice.wire.http;

import dev.sluice.wire.door.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer, read strictly: where a head could be understood in two ways, another on
 * the way may have understood it in the other one (RFC 9112 §11.2), so it is no answer.
 */
final class AnswerHead {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_HEADERS = 200;
    private static final int MOST_INTERIM = 8;
    private static final int MOST_LENGTH_DIGITS = 15;

    private final int status;
    private Headers headers = Headers.none();
    private boolean keeps;
    private boolean closes;
    private boolean chunked;
    private @Nullable String length;
    private long keepAliveSeconds = -1;

    private AnswerHead(String statusLine) throws UnreadableAnswer {
        this.status = status(statusLine);
        this.keeps = statusLine.charAt(7) == '1';
    }

    /** The head of the answer proper: those of interim ones (1xx) are skipped. */
    static AnswerHead read(Connection connection) throws IOException {
        for (int i = 0; i <= MOST_INTERIM; i++) {
            AnswerHead head = one(connection);
            if (head.status == 101) {
                throw new UnreadableAnswer("it switches protocols");
            }
            if (head.status / 100 != 1) {
                return head;
            }
        }
        throw new UnreadableAnswer("it sent interim answers without end");
    }

    private static AnswerHead one(Connection connection) throws IOException {
        String statusLine = connection.line(MOST_BYTES);
        int leftBytes = MOST_BYTES - statusLine.length();
        boolean http11 = statusLine.startsWith("HTTP/1.1");
        AnswerHead head = new AnswerHead(statusLine);
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i <= MOST_HEADERS; i++) {
            String line = connection.line(leftBytes);
            if (line.isEmpty()) {
                head.check(http11);
                head.headers = headers.build();
                return head;
            }
            leftBytes -= line.length();
            head.field(line, headers);
        }
        throw new UnreadableAnswer("its answer has too many headers");
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    /** Whether the provider says that the connection may serve again. */
    boolean keeps() {
        return keeps && !closes;
    }

    /** How long the provider keeps a resting connection, negative if it does not say. */
    long keepAliveSeconds() {
        return keepAliveSeconds;
    }

    boolean hasBody() {
        return status != 204 && status != 304;
    }

    boolean chunked() {
        return chunked;
    }

    /** Negative if it was not announced. */
    long lengthBytes() {
        return length == null ? -1 : Long.parseLong(length);
    }

    private static int status(String line) throws UnreadableAnswer {
        boolean good =
                line.length() >= 12
                        && line.startsWith("HTTP/1.")
                        && (line.charAt(7) == '0' || line.charAt(7) == '1')
                        && line.charAt(8) == ' '
                        && (line.length() == 12 || line.charAt(12) == ' ');
        int status = 0;
        for (int i = 9; good && i < 12; i++) {
            char c = line.charAt(i);
            good = c >= '0' && c <= '9';
            status = status * 10 + c - '0';
        }
        if (!good || status < 100) {
            throw new UnreadableAnswer("its answer is no HTTP");
        }
        return status;
    }

    private void field(String line, Headers.Builder headers) throws UnreadableAnswer {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new UnreadableAnswer("its answer has a header without a name");
        }
        for (int i = 0; i < colon; i++) {
            if (line.charAt(i) == ' ' || line.charAt(i) == '\t') {
                throw new UnreadableAnswer(
                        "its answer has a folded header or a blank before a colon");
            }
        }
        framing(line, colon);
        try {
            headers.addLine(line, colon);
        } catch (IllegalArgumentException e) {
            // Left out: it can be no header of ours.
        }
    }

    private void framing(String line, int colon) throws UnreadableAnswer {
        if (isNamed("content-length", line, colon)) {
            length(value(line, colon));
        } else if (isNamed("transfer-encoding", line, colon)) {
            if (chunked || !value(line, colon).equalsIgnoreCase("chunked")) {
                throw new UnreadableAnswer("its answer has a transfer coding that is not known");
            }
            chunked = true;
        } else if (isNamed("connection", line, colon)) {
            connection(value(line, colon));
        } else if (isNamed("keep-alive", line, colon)) {
            keepAlive(value(line, colon));
        }
    }

    private static boolean isNamed(String name, String line, int colon) {
        return colon == name.length() && line.regionMatches(true, 0, name, 0, colon);
    }

    private static String value(String line, int colon) {
        return line.substring(colon + 1).strip();
    }

    private void length(String value) throws UnreadableAnswer {
        if (length != null && !length.equals(value)) {
            throw new UnreadableAnswer("its answer has two lengths");
        }
        length = digits(value);
    }

    private static String digits(String value) throws UnreadableAnswer {
        boolean good = !value.isEmpty() && value.length() <= MOST_LENGTH_DIGITS;
        for (int i = 0; good && i < value.length(); i++) {
            good = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!good) {
            throw new UnreadableAnswer("its answer has a length that is no number");
        }
        return value;
    }

    private void connection(String value) {
        for (String option : value.split(",", -1)) {
            closes |= option.strip().equalsIgnoreCase("close"); // whatever else it says
            keeps |= option.strip().equalsIgnoreCase("keep-alive");
        }
    }

    private void keepAlive(String value) {
        for (String parameter : value.split(",", -1)) {
            String text = parameter.strip();
            if (text.regionMatches(true, 0, "timeout=", 0, 8)) {
                try {
                    keepAliveSeconds = Math.max(0, Integer.parseInt(text.substring(8).strip()));
                } catch (NumberFormatException e) {
                    // It does not say, then.
                }
            }
        }
    }

    private void check(boolean http11) throws UnreadableAnswer {
        if (chunked && (length != null || !http11)) {
            throw new UnreadableAnswer("its answer has a transfer coding and a length");
        }
    }
}
