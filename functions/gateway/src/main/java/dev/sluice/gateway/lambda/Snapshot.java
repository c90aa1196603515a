package dev.sluice.gateway.lambda;

import org.crac.Context;
import org.crac.Resource;

/**
 * The two hooks around a SnapStart snapshot. Before it the whole way of a request is rehearsed, so
 * that classes are loaded and compiled; then all of the rehearsal is closed. After the restore the
 * gateway is built. So by construction no secret, connection, credential, random number, cache or
 * time is in the snapshot, and building takes little, for its code is warm.
 */
final class Snapshot implements Resource {
    /** A hook's work. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private final Work rehearse;
    private final Work build;

    Snapshot(Work rehearse, Work build) {
        this.rehearse = rehearse;
        this.build = build;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
        rehearse.run();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws Exception {
        build.run();
    }
}
