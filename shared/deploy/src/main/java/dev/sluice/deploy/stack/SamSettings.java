package dev.sluice.deploy.stack;

import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code parameter_overrides} of a configuration file of SAM, a TOML file. */
final class SamSettings {
    private static final String KEY = "parameter_overrides";

    /** A comment, or a text of one line, or a sign, or a bare word. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "#[^\\n]*|(\"(?:[^\"\\\\\\n]|\\\\.)*\"|'[^'\\n]*'|[=,\\[\\]]|[^\\s#\"'=,\\[\\]]+)");

    /** What SAM could not be given back as it stands has no match. */
    private static final Pattern OVERRIDE =
            Pattern.compile(
                    "\\s*(\\w+)=(?:\"([^\"\\\\]*)\"|'([^'\"\\\\]*)'|([^\\s'\"\\\\]*))(?:\\s+|$)");

    private SamSettings() {}

    static Map<String, String> overrides(Path file) throws IOException {
        List<String> tokens =
                TOKEN.matcher(Files.readString(file))
                        .results()
                        .filter(match -> match.group(1) != null)
                        .map(MatchResult::group)
                        .toList();
        int at = tokens.indexOf(KEY);
        if (at < 0) {
            throw new Refused(file + " has no " + KEY + ": a list, as in env/prod.toml.");
        }
        if (at != tokens.lastIndexOf(KEY)) {
            throw new Refused(file + " has " + KEY + " more than once.");
        }
        Map<String, String> overrides = new TreeMap<>();
        for (String text : texts(tokens.subList(at + 1, tokens.size()))) {
            add(overrides, text, file);
        }
        return overrides;
    }

    /** One text, or a list of them. */
    private static List<String> texts(List<String> behindKey) {
        boolean isList = behindKey.indexOf("[") == 1;
        int end = isList ? behindKey.indexOf("]") : Math.min(2, behindKey.size());
        return behindKey.subList(0, Math.max(end, 0)).stream()
                .filter(token -> !token.matches("[=,\\[]"))
                .toList();
    }

    /** SAM takes several in one text, with spaces between. */
    private static void add(Map<String, String> overrides, String quoted, Path file) {
        String text = unquoted(quoted);
        Matcher matcher = OVERRIDE.matcher(text);
        int from = 0;
        while (matcher.find() && matcher.start() == from) {
            overrides.put(matcher.group(1), value(matcher));
            from = matcher.end();
        }
        if (from != text.length()) {
            throw new Refused(
                    file + " has a parameter that cannot be read: " + text,
                    "It must be \"Name=value\", or 'Name=\"a value with spaces\"'.");
        }
    }

    private static String unquoted(String token) {
        return switch (token.charAt(0)) {
            case '"' -> inside(token).replaceAll("\\\\(.)", "$1");
            case '\'' -> inside(token);
            default -> token;
        };
    }

    private static String inside(String quoted) {
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String value(Matcher matcher) {
        for (int group = 2; group < 4; group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return matcher.group(4);
    }
}
