package dev.sluice.wire.upstream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * A date in each of HTTP's three forms (RFC 9110 §5.6.7): {@code Sun, 06 Nov 1994 08:49:37 GMT},
 * {@code Sunday, 06-Nov-94 08:49:37 GMT}, {@code Sun Nov 6 08:49:37 1994}. The name of the day is
 * not checked.
 */
final class HttpDate {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int MOST_CHARS = 64;

    private HttpDate() {}

    /**
     * @param now decides the century of a year of two digits: no date is more than 50 years ahead
     * @throws DateTimeException where it is none of the three
     */
    static Instant parse(String value, Instant now) {
        String[] parts =
                value.length() > MOST_CHARS ? new String[0] : value.strip().split("[ ,-]+");
        try {
            if (parts.length == 5) {
                return instant(parts[4], parts[1], parts[2], parts[3], now);
            }
            if (parts.length == 6 && parts[5].equals("GMT")) {
                return instant(parts[3], parts[2], parts[1], parts[4], now);
            }
        } catch (NumberFormatException e) {
            throw new DateTimeException("no number in an HTTP date: " + e.getMessage(), e);
        }
        throw new DateTimeException("no HTTP date of " + parts.length + " parts");
    }

    private static Instant instant(
            String year, String month, String day, String time, Instant now) {
        int monthAt = month.length() == 3 ? MONTHS.indexOf(month) : -1;
        if (monthAt % 3 != 0 || (year.length() != 2 && year.length() != 4)) {
            throw new DateTimeException("no month or no year in an HTTP date");
        }
        int years = Integer.parseInt(year);
        LocalDate date =
                LocalDate.of(
                        year.length() == 2 ? fullYear(years, now) : years,
                        monthAt / 3 + 1,
                        Integer.parseInt(day));
        return date.atTime(LocalTime.parse(time)).toInstant(ZoneOffset.UTC);
    }

    private static int fullYear(int twoDigits, Instant now) {
        int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
        int year = thisYear / 100 * 100 + twoDigits;
        return year > thisYear + 50 ? year - 100 : year;
    }
}
