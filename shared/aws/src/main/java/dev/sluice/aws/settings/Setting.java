package dev.sluice.aws.settings;

/**
 * One value and where it came from.
 *
 * @param name the variable or parameter, for errors
 * @param value stripped, not empty; may be secret
 */
record Setting(String name, String value) {

    /**
     * The value as an error may show it: not if it could be a key that stands in the wrong place.
     */
    String shown() {
        return value.matches("[A-Za-z0-9 ._+-]{1,24}") ? "\"" + value + '"' : "this value";
    }

    @Override
    public String toString() {
        return name;
    }
}
