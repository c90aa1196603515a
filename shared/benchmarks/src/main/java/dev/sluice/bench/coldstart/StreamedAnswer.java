package dev.sluice.bench.coldstart;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A streamed answer as it comes: the prelude in JSON, eight zero bytes, the body. */
final class StreamedAnswer {
    private static final String DELIMITER = "\0".repeat(8);

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    void add(byte[] bytes) {
        seen.writeBytes(bytes);
    }

    /** Whether a byte of the body has come. */
    boolean begun() {
        int end = text().indexOf(DELIMITER);
        return end >= 0 && seen.size() > end + DELIMITER.length();
    }

    boolean isOk() {
        return prelude().matches("\\{\"statusCode\":200[,}].*");
    }

    /** What has come of it. */
    String prelude() {
        int end = text().indexOf(DELIMITER);
        return end < 0 ? text() : text().substring(0, end);
    }

    private String text() {
        return seen.toString(StandardCharsets.ISO_8859_1);
    }
}
