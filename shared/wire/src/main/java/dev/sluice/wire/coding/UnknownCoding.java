package dev.sluice.wire.coding;

/** A coding that is not known here, or more of them than anybody means. */
public final class UnknownCoding extends Exception {
    private final String coding;

    UnknownCoding(String coding) {
        super("unknown content coding", null, false, false);
        this.coding = coding;
    }

    /** As it was given: text from outside. */
    public String coding() {
        return coding;
    }
}
