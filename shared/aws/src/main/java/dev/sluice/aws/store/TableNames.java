package dev.sluice.aws.store;

/**
 * The tables of a stage: {@code sluice-<stage>-limits}, {@code -usage} and {@code -keys}.
 *
 * @param stage 1 to 32 of a–z, 0–9 and {@code -}; the check keeps a stage from naming a path in SSM
 *     that is not its own
 */
public record TableNames(String stage) {
    public TableNames {
        if (!stage.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException(
                    "stage must be 1 to 32 of a-z, 0-9 and -: \"" + stage + '"');
        }
    }

    public String limits() {
        return "sluice-" + stage + "-limits";
    }

    public String usage() {
        return "sluice-" + stage + "-usage";
    }

    public String keys() {
        return "sluice-" + stage + "-keys";
    }
}
