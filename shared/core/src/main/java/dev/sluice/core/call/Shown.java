package dev.sluice.core.call;

import java.util.regex.Pattern;

/** Text from outside, made fit for a message, a log or a row. */
public final class Shown {
    private static final int LONGEST_CHARS = 100;

    /** Control characters, line breaks, and what reverses or hides text. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Shown() {}

    /** Nearly every name is, and then there is nothing to replace. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** At most so many characters, and no half of one. */
    public static String cut(String text, int mostChars) {
        if (text.length() <= mostChars) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(mostChars - 2));
        return text.substring(0, splits ? mostChars - 2 : mostChars - 1) + "…";
    }

    /** A model name: of bounded length, and without what could break a line. */
    public static String name(String name) {
        String bounded =
                name.length() > LONGEST_CHARS ? name.substring(0, LONGEST_CHARS) + "…" : name;
        return isPlain(bounded) ? bounded : UNFIT.matcher(bounded).replaceAll("?");
    }
}
