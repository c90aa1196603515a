package dev.sluice.wire.api;

/** Text from outside, made fit for a message: bounded, one line. */
final class Shown {
    private static final int MOST_CHARS = 120;

    private Shown() {}

    static String of(String text) {
        String bounded = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text;
        StringBuilder shown = new StringBuilder(bounded.length());
        bounded.chars().forEach(c -> shown.append(Character.isISOControl(c) ? '?' : (char) c));
        return shown.toString();
    }
}
