package dev.sluice.lambda;

import dev.sluice.lambda.crac.CheckpointException;
import dev.sluice.lambda.crac.Core;
import dev.sluice.lambda.crac.RestoreException;
import java.io.IOException;

/**
 * The life of a SnapStart environment between the handler's constructor and the first invocation.
 */
final class SnapStart {

    /** As the managed runtime's client exits when a hook fails. */
    static final int EXIT_CODE = 64;

    private final RuntimeApi api;
    private final RuntimeLog log;

    SnapStart(RuntimeApi api, RuntimeLog log) {
        this.api = api;
        this.log = log;
    }

    /** To be called before the handler is made: its constructor registers the hooks. */
    static void expectHooks() {
        Core.getGlobalContext().open();
    }

    /**
     * Runs the hooks around the snapshot; false when one failed, which has been reported, and the
     * process must exit.
     */
    boolean passThrough() {
        try {
            Core.getGlobalContext().beforeCheckpoint();
            System.gc(); // dead objects would be stored in every snapshot and paged in at every
            // restore
            api.awaitRestore();
        } catch (CheckpointException | IOException e) {
            return failed(
                    "beforeSnapshotFailed",
                    ErrorReport.of(ErrorReport.BEFORE_SNAPSHOT, firstOf(e)),
                    true);
        }
        try {
            Core.getGlobalContext().afterRestore();
        } catch (RestoreException e) {
            return failed(
                    "afterRestoreFailed",
                    ErrorReport.of(ErrorReport.AFTER_RESTORE, firstOf(e)),
                    false);
        }
        return true;
    }

    private boolean failed(String event, ErrorReport report, boolean init) {
        log.failure(event, null, report);
        try {
            HttpAnswer answer = init ? api.postInitError(report) : api.postRestoreError(report);
            if (!answer.isSuccess()) {
                log.problem(
                        "refused",
                        null,
                        "the report of " + event + " was answered " + answer.status());
            }
        } catch (IOException e) {
            log.problem("errorNotTold", null, ErrorReport.messageOf(e));
        }
        return false;
    }

    /**
     * Hooks all run whatever one of them throws, and their exceptions are gathered; the first says
     * most.
     */
    private static Throwable firstOf(Exception e) {
        Throwable[] gathered = e.getSuppressed();
        return gathered.length == 0 ? e : gathered[0];
    }
}
