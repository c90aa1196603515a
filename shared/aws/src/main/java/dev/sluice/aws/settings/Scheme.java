package dev.sluice.aws.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private final String beforeNumber;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final Map<String, Field> fields;

    Scheme(String prefix, String beforeNumber, Map<String, Field> fields) {
        this.prefix = prefix;
        this.beforeNumber = beforeNumber;
        this.fields = fields;
    }

    /**
     * What a variable sets, if it is one of this scheme.
     *
     * @param number one digit or more
     */
    record Target(Field field, String number) {}

    /** By hand: every variable of a process passes here at its start. */
    Optional<Target> target(String variable) {
        if (!variable.startsWith(prefix)) {
            return Optional.empty();
        }
        int number = variable.length();
        while (number > prefix.length() && isDigit(variable.charAt(number - 1))) {
            number--;
        }
        int nameEnd = number - beforeNumber.length();
        if (number == variable.length()
                || nameEnd < prefix.length()
                || !variable.startsWith(beforeNumber, nameEnd)) {
            return Optional.empty();
        }
        Field field = fields.get(variable.substring(prefix.length(), nameEnd));
        return field == null
                ? Optional.empty()
                : Optional.of(new Target(field, variable.substring(number)));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
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
        names.remove("LIMITS");
        names.remove("SPEAKS");
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
