package dev.sluice.aws.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code KEY=value} lines, as shells and Docker read it.
 *
 * <p>Empty lines and {@code #} comments are skipped; {@code export } may lead; a value may stand in
 * single quotes (taken as it is) or double quotes ({@code \"} and {@code \\} inside); an unquoted
 * one ends at {@code #}. Nothing is expanded. Of two lines with one name the later one holds. An
 * error is a {@link SettingsException} with line numbers, and never with what stands there.
 */
public final class EnvFile {
    private static final Pattern LINE =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
    private static final Pattern DOUBLE_QUOTED =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*");

    private EnvFile() {}

    public static Map<String, String> read(Path file) throws IOException {
        try {
            return parse(Files.readAllLines(file), file.toString());
        } catch (CharacterCodingException e) {
            throw wrong(file.toString(), "is not UTF-8");
        }
    }

    /**
     * @param source named in errors
     */
    public static Map<String, String> parse(List<String> lines, String source) {
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines) {
            number++;
            String text = line.replace("\uFEFF", "").strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                put(values, text, source + ":" + number);
            }
        }
        return values;
    }

    private static void put(Map<String, String> values, String text, String place) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw wrong(place, "must be KEY=value, a # comment or empty");
        }
        values.put(line.group(1), value(line.group(2), place));
    }

    private static String value(String text, String place) {
        if (text.startsWith("'")) {
            return quoted(SINGLE_QUOTED.matcher(text), place);
        }
        if (text.startsWith("\"")) {
            return quoted(DOUBLE_QUOTED.matcher(text), place).replaceAll("\\\\([\"\\\\])", "$1");
        }
        return COMMENT.matcher(text).replaceFirst("").strip();
    }

    private static String quoted(Matcher matcher, String place) {
        if (!matcher.matches()) {
            throw wrong(place, "has a quote that does not end, or text after it");
        }
        return matcher.group(1);
    }

    private static SettingsException wrong(String place, String rule) {
        return new SettingsException(List.of(place + ": " + rule));
    }
}
