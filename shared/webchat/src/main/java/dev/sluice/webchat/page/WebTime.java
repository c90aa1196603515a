package dev.sluice.webchat.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as JavaScript's {@code toISOString} writes them: UTC with milliseconds, always. */
public final class WebTime {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private WebTime() {}

    public static String iso(Instant instant) {
        return ISO.format(instant);
    }
}
