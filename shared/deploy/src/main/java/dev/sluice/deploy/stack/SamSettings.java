package dev.sluice.deploy.stack;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code parameter_overrides} of a configuration file of SAM, a TOML file. */
final class SamSettings {
    private static final String KEY = "parameter_overrides";

    /** Where {@code sam deploy} looks, the first before the second. */
    private static final List<String> TABLES =
            List.of("/default/deploy/parameters/", "/default/global/parameters/");

    /**
     * What no value may hold: SAM's command line is given it in quotes, and Lambda as a setting.
     */
    private static final String REFUSED = "\"\\\\\\p{Cntrl}\\v";

    private static final Pattern PASSED = Pattern.compile("[^" + REFUSED + "]*");

    /** What SAM could not be given back as it stands has no match. */
    private static final Pattern OVERRIDE =
            Pattern.compile(
                    "\\s*(\\w+)=(?:\"([^%1$s]*)\"|'([^'%1$s]*)'|([^\\s'%1$s]*))(?:\\s+|$)"
                            .formatted(REFUSED));

    private SamSettings() {}

    /**
     * @return values by parameter; of a parameter that is there twice the last
     * @throws Refused the file is not TOML, or has no overrides, or such as cannot be read
     */
    static Map<String, String> overrides(Path file) throws IOException {
        JsonNode overrides = overrides(file, tree(file));
        Map<String, String> values = new TreeMap<>();
        for (JsonNode text : overrides.isArray() ? overrides : List.of(overrides)) {
            if (!text.isTextual()) {
                throw unreadable(file, text.toString());
            }
            add(values, text.textValue(), file);
        }
        return values;
    }

    /** Whether SAM could be given this value as it stands. */
    static boolean isPassed(String value) {
        return PASSED.matcher(value).matches();
    }

    private static JsonNode tree(Path file) throws IOException {
        String text = Utf8File.read(file);
        try {
            return new TomlMapper().readTree(text);
        } catch (JacksonException e) {
            throw new Refused(
                    "%s, line %d: %s."
                            .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()));
        }
    }

    private static JsonNode overrides(Path file, JsonNode tree) {
        return TABLES.stream()
                .map(table -> tree.at(table + KEY))
                .filter(node -> !node.isMissingNode())
                .findFirst()
                .orElseThrow(
                        () ->
                                new Refused(
                                        file
                                                + " has no "
                                                + KEY
                                                + " in [default.deploy.parameters]: a list, as in"
                                                + " env/prod.toml."));
    }

    /** SAM takes several in one text, with spaces between. */
    private static void add(Map<String, String> values, String text, Path file) {
        Matcher matcher = OVERRIDE.matcher(text);
        int from = 0;
        while (matcher.find() && matcher.start() == from) {
            values.put(matcher.group(1), value(matcher));
            from = matcher.end();
        }
        if (from != text.length()) {
            throw unreadable(file, text);
        }
    }

    /** As it stands in one of the two quotes, or in none. */
    private static String value(Matcher matcher) {
        return Stream.of(matcher.group(2), matcher.group(3), matcher.group(4))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private static Refused unreadable(Path file, String text) {
        return new Refused(
                file + " has a parameter that cannot be read: " + text,
                "It must be \"Name=value\", or 'Name=\"a value with spaces\"', on one line.");
    }
}
