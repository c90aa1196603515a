package dev.sluice.core.catalog;

/** The catalog breaks a rule. The message names file (or provider), row and rule. */
public final class CatalogException extends RuntimeException {

    private final String file;
    private final String row;
    private final String rule;

    public CatalogException(String file, String row, String rule) {
        super(file + ": " + row + ": " + rule);
        this.file = file;
        this.row = row;
        this.rule = rule;
    }

    public String file() {
        return file;
    }

    public String row() {
        return row;
    }

    public String rule() {
        return rule;
    }
}
