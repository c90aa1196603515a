package dev.sluice.gateway.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time as a header has it (RFC 9110 §5.6.7), written once a second. */
record HttpDate(long second, String text) {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private static volatile HttpDate last = at(0);

    static String now() {
        long second = System.currentTimeMillis() / 1000;
        HttpDate date = last;
        if (date.second != second) {
            date = at(second);
            last = date;
        }
        return date.text;
    }

    static HttpDate at(long second) {
        return new HttpDate(second, FORMAT.format(Instant.ofEpochSecond(second)));
    }
}
