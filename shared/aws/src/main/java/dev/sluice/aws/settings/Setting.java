package dev.sluice.aws.settings;

import java.util.regex.Pattern;

/**
 * One value and where it came from.
 *
 * @param name the variable or parameter, for errors
 * @param value stripped, not empty; may be secret
 */
record Setting(String name, String value) {
    /** Compiled only where there is an error to show. */
    private static final class Shape {
        static final Pattern SHORT_AND_PLAIN = Pattern.compile("[A-Za-z0-9 ._+-]{1,24}");

        /**
         * A prefix of providers' keys with something behind it, or many letters and digits on end.
         */
        static final Pattern KEY_LIKE =
                Pattern.compile(
                        "(?i)\\b(?:sk|gsk|csk|rk|pk|tgp|xai|hf|fw|pplx|key|apikey)[-_][a-z0-9_-]{4,}"
                                + "|\\baiza|\\b(?:akia|asia)[a-z0-9]{4,}|[a-z0-9_]{16,}");

        private Shape() {}

        static boolean fits(String value) {
            return SHORT_AND_PLAIN.matcher(value).matches() && !KEY_LIKE.matcher(value).find();
        }
    }

    /**
     * The value as an error may show it: not if it could be a key that stands in the wrong place.
     */
    String shown() {
        return Shape.fits(value) ? "\"" + value + '"' : "this value";
    }

    @Override
    public String toString() {
        return name;
    }
}
