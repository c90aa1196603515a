package dev.sluice.wire.api;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.resolve.Accounts;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.upstream.Upstream;

/**
 * Sends a call down the pipeline and tells its client how it ended, where the status is out
 * already: what a keep-alive committed can be refused in the stream alone.
 */
public final class Serving {
    private final Gateway gateway;
    private final Upstream upstream;

    public Serving(Gateway gateway, Upstream upstream) {
        this.gateway = gateway;
        this.upstream = upstream;
    }

    /**
     * Returns when the client has its answer or was told in the stream why not.
     *
     * @param accounts whose accounts may serve it
     * @throws Rejected where the client has been told nothing yet
     */
    public void serve(Call call, Accounts accounts, Question question, Reply reply)
            throws Rejected {
        reply.asked();
        try {
            gateway.serve(call, accounts, upstream.attempt(call, question, reply));
        } catch (Rejected e) {
            if (!reply.refuse(e.rejection())) {
                throw e;
            }
        } catch (RuntimeException | Error e) {
            reply.refuse(new Rejection.UpstreamFailed(500, "The gateway had an internal error."));
            throw e;
        }
    }
}
