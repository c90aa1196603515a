package dev.sluice.core.call;

import java.util.regex.Pattern;

/** Text from outside, made fit for a message, a log or a row. */
public final class Shown {
    private static final int LONGEST_CHARS = 100;

    /** Control characters, line breaks, and what reverses or hides text. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Shown() {}

    /** A model name: of bounded length, and without what could break a line. */
    public static String name(String name) {
        String bounded =
                name.length() > LONGEST_CHARS ? name.substring(0, LONGEST_CHARS) + "…" : name;
        return UNFIT.matcher(bounded).replaceAll("?");
    }
}
