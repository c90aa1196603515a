package dev.sluice.core.resolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names of models that stand for others, as an operator maps them: {@code claude-*} for what agents
 * ask for by themselves. It comes before every other meaning of a name; what a name is mapped to is
 * not mapped again. An exact name is before a pattern, a pattern before a shorter one. Immutable.
 */
public final class ModelMap {
    /** Maps nothing. */
    public static final ModelMap NONE = new ModelMap(Map.of(), List.of());

    private final Map<String, String> exact;
    private final List<Pattern> patterns;

    /** A name with stars, each of which stands for any text, and what it is mapped to. */
    private record Pattern(List<String> parts, String model) {

        /** How much of it is no star. */
        int length() {
            return parts.stream().mapToInt(String::length).sum();
        }

        boolean matches(String name) {
            String first = parts.getFirst();
            String last = parts.getLast();
            if (name.length() < length() || !name.startsWith(first) || !name.endsWith(last)) {
                return false;
            }
            int at = first.length();
            int end = name.length() - last.length();
            for (String part : parts.subList(1, parts.size() - 1)) {
                int found = name.indexOf(part, at);
                if (found < 0 || found + part.length() > end) {
                    return false;
                }
                at = found + part.length();
            }
            return true;
        }
    }

    private ModelMap(Map<String, String> exact, List<Pattern> patterns) {
        this.exact = exact;
        this.patterns = patterns;
    }

    /**
     * Of pairs such as {@code claude-*=openai/gpt-oss-120b}.
     *
     * @throws IllegalArgumentException for anything else, with a line to show
     */
    public static ModelMap of(List<String> pairs) {
        Map<String, String> exact = new LinkedHashMap<>();
        List<Pattern> patterns = new ArrayList<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = pair.substring(0, Math.max(0, equals)).strip();
            String model = pair.substring(equals + 1).strip();
            if (name.isEmpty() || model.isEmpty()) {
                throw new IllegalArgumentException(
                        "must be pairs such as claude-*=openai/gpt-oss-120b, with commas between:"
                                + " \""
                                + pair
                                + '"');
            }
            if (name.indexOf('*') < 0) {
                exact.putIfAbsent(name, model);
            } else {
                patterns.add(new Pattern(List.of(name.split("\\*", -1)), model));
            }
        }
        patterns.sort((one, other) -> Integer.compare(other.length(), one.length()));
        return pairs.isEmpty() ? NONE : new ModelMap(exact, patterns);
    }

    /** What a name is mapped to; empty where it stands for itself. */
    public Optional<String> model(String name) {
        String mapped = exact.get(name);
        if (mapped != null) {
            return Optional.of(mapped);
        }
        for (Pattern pattern : patterns) {
            if (pattern.matches(name)) {
                return Optional.of(pattern.model());
            }
        }
        return Optional.empty();
    }

    /** The names without stars. */
    Set<String> names() {
        return exact.keySet();
    }
}
