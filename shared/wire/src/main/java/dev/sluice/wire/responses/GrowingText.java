package dev.sluice.wire.responses;

/**
 * Text that comes in fragments. Half a surrogate pair waits for its other half, for alone it cannot
 * be told.
 */
final class GrowingText {
    private final StringBuilder all = new StringBuilder();
    private int toldChars;

    /** Adds a fragment; returns what can be told now. */
    String add(String fragment) {
        all.append(fragment);
        int end = all.length();
        if (end > toldChars && Character.isHighSurrogate(all.charAt(end - 1))) {
            end--;
        }
        String news = all.substring(toldChars, end);
        toldChars = end;
        return news;
    }

    /** All of it. */
    @Override
    public String toString() {
        return all.toString();
    }
}
