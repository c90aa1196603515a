package dev.sluice.deploy.code;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What the alias {@code live} points to, and what it pointed to before, which its description
 * keeps: a version that was published and failed its smoke test was never live for long enough to
 * be among them.
 *
 * @param version a number
 * @param description ours, or anything
 */
record Alias(String version, String description) {
    private static final String OURS = "live, latest first: ";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** Lambda takes 256 characters. */
    private static final int MOST = 20;

    /** Older ones are kept: a step back leaves out what it steps over. */
    Alias to(String next) {
        List<String> versions =
                LongStream.concat(LongStream.of(number(next)), older(number(next)))
                        .limit(MOST)
                        .mapToObj(String::valueOf)
                        .toList();
        return new Alias(next, OURS + String.join(", ", versions));
    }

    /** The version that was live before, or "" where that is not known. */
    String before() {
        return older(number(version))
                .limit(1)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining());
    }

    private LongStream older(long than) {
        String known = description.startsWith(OURS) ? description.substring(OURS.length()) : "";
        // somebody else may have moved it since
        return NUMBER.matcher(known + " " + version)
                .results()
                .map(found -> Long.valueOf(found.group()))
                .filter(each -> each < than)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .mapToLong(Long::longValue);
    }

    /** Of {@code $LATEST}, behind all others. */
    static long number(String version) {
        return NUMBER.matcher(version).matches() ? Long.parseLong(version) : Long.MAX_VALUE;
    }
}
