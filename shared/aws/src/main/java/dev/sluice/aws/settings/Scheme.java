package dev.sluice.aws.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A way to name the variables of a slot; in this order one wins over the next for a number. The
 * last three are those of the system before; their RATE_LIMIT is tokens a minute.
 */
enum Scheme {
    SLUICE("SLUICE_PROVIDER_", "_", slotNames()),
    LLAMDA("LLAMDA_LLM_PROXY_PROVIDER_", "_", longNames()),
    LP("LP_", "_", longNames()),
    P("P_", "", shortNames());

    static final List<Scheme> IN_ORDER = List.of(values());

    private final String prefix;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final Map<String, Field> fields;

    private final Pattern pattern;

    Scheme(String prefix, String beforeNumber, Map<String, Field> fields) {
        this.prefix = prefix;
        this.fields = fields;
        String names = String.join("|", fields.keySet());
        this.pattern = Pattern.compile(prefix + "(" + names + ")" + beforeNumber + "(\\d+)");
    }

    /** What a variable sets, if it is one of this scheme. */
    record Target(Field field, String number) {}

    Optional<Target> target(String variable) {
        if (!variable.startsWith(prefix)) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(variable);
        return matcher.matches()
                ? Optional.ofNullable(fields.get(matcher.group(1)))
                        .map(field -> new Target(field, matcher.group(2)))
                : Optional.empty();
    }

    boolean leads(String variable) {
        return variable.startsWith(prefix);
    }

    String fieldNames() {
        return String.join(", ", fields.keySet());
    }

    /** Its variables of one number, for people: {@code LP_*_3}. */
    String variablesOf(int number) {
        return this == P ? "P_*" + number : prefix + "*_" + number;
    }

    private static Map<String, Field> slotNames() {
        return Arrays.stream(Field.values())
                .collect(
                        Collectors.toMap(
                                Field::name, field -> field, (one, other) -> one, TreeMap::new));
    }

    private static Map<String, Field> longNames() {
        Map<String, Field> names = slotNames();
        names.put("RATE_LIMIT", Field.TPM);
        names.remove("TPM");
        names.remove("RPM");
        names.remove("TIER");
        return names;
    }

    private static Map<String, Field> shortNames() {
        return Map.of(
                "T", Field.TYPE,
                "K", Field.KEY,
                "E", Field.ENDPOINT,
                "M", Field.MODEL,
                "RL", Field.TPM,
                "AM", Field.ALLOWED_MODELS,
                "P", Field.PRIORITY);
    }
}
