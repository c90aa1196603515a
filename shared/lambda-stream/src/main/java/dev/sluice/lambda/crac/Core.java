package dev.sluice.lambda.crac;

/** The entry that {@code org.crac.Core} calls by reflection. */
public final class Core {

    private static final Context GLOBAL_CONTEXT = new Context();

    private Core() {}

    public static Context getGlobalContext() {
        return GLOBAL_CONTEXT;
    }

    /** Lambda decides when to take the snapshot. */
    @SuppressWarnings("DoNotCallSuggester") // called by reflection only
    public static void checkpointRestore() {
        throw new UnsupportedOperationException(
                "Lambda takes the snapshot itself, after the handler's constructor");
    }
}
