package dev.sluice.gateway.http;

import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of requests (RFC 9112 §3, §5, §6). What two readers could take for two different
 * messages is refused: lengths that are given twice, lengths beside chunks, folded lines, blanks
 * before a colon.
 */
final class HeadReader {
    private static final int LONGEST_START_BYTES = 4 * 1024;
    private static final int LONGEST_HEADERS_BYTES = 16 * 1024;
    private static final int MOST_FIELDS = 200;
    private static final int MOST_LENGTH_DIGITS = 18;

    /** Of each field two numbers are kept, and a blank that need not have been sent. */
    private static final int BYTES_BESIDE_A_FIELD = 2 * Integer.BYTES + 1;

    /** What a head takes that was read: its target once more as a path, and all of its fields. */
    static final int MOST_HELD_BYTES =
            2 * LONGEST_START_BYTES + LONGEST_HEADERS_BYTES + MOST_FIELDS * BYTES_BESIDE_A_FIELD;

    private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~%!$&'()*+,;=:\\[\\]-]*");

    private final LineReader lines;

    HeadReader(LineReader lines) {
        this.lines = lines;
    }

    /**
     * The next request's head.
     *
     * @return null where the client sends no more
     * @throws BadHttp with what to answer
     * @throws IOException the client left in the middle of it
     */
    @Nullable RequestHead read() throws IOException {
        String start = lines.orEnd(LONGEST_START_BYTES, HttpError.URI_TOO_LONG);
        if (start != null && start.isEmpty()) {
            // One empty line is forgiven: old clients send it behind a body (RFC 9112 §2.2).
            start = lines.orEnd(LONGEST_START_BYTES, HttpError.URI_TOO_LONG);
        }
        RequestHead head = start == null ? null : head(start);
        lines.rest();
        return head;
    }

    private RequestHead head(String start) throws IOException {
        int methodEnd = start.indexOf(' ');
        int targetEnd = start.lastIndexOf(' ');
        String version = start.substring(targetEnd + 1);
        if (methodEnd <= 0
                || targetEnd <= methodEnd + 1
                || start.indexOf(' ', methodEnd + 1) != targetEnd
                || start.indexOf('\t') >= 0
                || !VERSION.matcher(version).matches()) {
            throw bad();
        }
        boolean http10 = version.equals("HTTP/1.0");
        Headers headers = headers();
        if (!http10 && !version.equals("HTTP/1.1")) {
            throw new BadHttp(HttpError.VERSION);
        }
        checkHost(headers, http10);
        return new RequestHead(
                start.substring(0, methodEnd),
                start.substring(methodEnd + 1, targetEnd),
                http10,
                headers,
                contentBytes(headers, http10));
    }

    private Headers headers() throws IOException {
        Headers.Builder headers = Headers.builder();
        int leftBytes = LONGEST_HEADERS_BYTES;
        for (int fields = 0; fields <= MOST_FIELDS; fields++) {
            String line = lines.next(leftBytes, HttpError.HEADERS_TOO_LARGE);
            if (line.isEmpty()) {
                return headers.build();
            }
            leftBytes -= Math.min(leftBytes, line.length() + 2);
            add(headers, line);
        }
        throw new BadHttp(HttpError.HEADERS_TOO_LARGE);
    }

    /**
     * A name must be a token, which no blank is: neither a folded line nor one before the colon.
     */
    private static void add(Headers.Builder headers, String line) throws BadHttp {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw bad();
        }
        try {
            headers.addLine(line, colon);
        } catch (IllegalArgumentException e) {
            throw bad();
        }
    }

    private static void checkHost(Headers headers, boolean http10) throws BadHttp {
        List<String> hosts = headers.all("host");
        if (hosts.size() > 1 || (hosts.isEmpty() && !http10)) {
            throw bad();
        }
        if (!hosts.isEmpty() && !HOST.matcher(hosts.getFirst()).matches()) {
            throw bad();
        }
    }

    private static long contentBytes(Headers headers, boolean http10) throws BadHttp {
        List<String> transferCodings = headers.all("transfer-encoding");
        List<String> lengths = headers.all("content-length");
        if (transferCodings.isEmpty()) {
            return lengths.isEmpty() ? 0 : length(lengths);
        }
        if (http10
                || !lengths.isEmpty()
                || transferCodings.size() > 1
                || !transferCodings.getFirst().toLowerCase(Locale.ROOT).equals("chunked")) {
            throw bad();
        }
        return RequestHead.CHUNKED;
    }

    private static long length(List<String> lengths) throws BadHttp {
        String digits = lengths.getFirst();
        if (lengths.size() > 1 || digits.isEmpty() || digits.length() > MOST_LENGTH_DIGITS) {
            throw bad();
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                throw bad();
            }
        }
        return Long.parseLong(digits);
    }

    private static BadHttp bad() {
        return new BadHttp(HttpError.BAD_REQUEST);
    }
}
