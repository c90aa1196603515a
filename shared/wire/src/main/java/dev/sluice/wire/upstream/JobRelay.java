package dev.sluice.wire.upstream;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.wire.answer.ClientGone;
import dev.sluice.wire.dialect.JobAnswer;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.room.WholeBody;
import java.io.IOException;

/**
 * Sends the request that begins a job, which is paid once: what may have begun is never asked for
 * again, and a client that hangs up ends nothing. The row knows the job before the client does. For
 * one thread.
 */
final class JobRelay {
    private final Exchange exchange;
    private final Admitted admitted;
    private final JobAnswer job;
    private int status;

    JobRelay(Exchange exchange, JobAnswer job) {
        this.exchange = exchange;
        this.admitted = exchange.admitted();
        this.job = job;
    }

    Attempted run(Post post) {
        try (Vigil vigil = exchange.vigil(post::cancel, false)) {
            return run(post, vigil);
        }
    }

    private Attempted run(Post post, Vigil vigil) {
        try (Answer answer = exchange.upstream().http().open(post)) {
            status = answer.status();
            if (isRefusal()) {
                return new Attempted.Refused(exchange.read(answer));
            }
            byte[] body =
                    WholeBody.read(
                            answer.body(), answer.lengthBytes(), vigil::event, exchange.room());
            exchange.mask().mask(body, 0, body.length);
            return heard(body);
        } catch (IOException e) {
            return unheard(post, BrokenOff.fault(vigil.reason(), e));
        }
    }

    private boolean isRefusal() {
        return status / 100 != 2;
    }

    private Attempted heard(byte[] body) {
        JobAnswer.Begun begun = job.read(body, exchange.asked());
        if (begun instanceof JobAnswer.Begun.Refused refused) {
            return new Attempted.Refused(exchange.told(refused.error()));
        }
        return begun instanceof JobAnswer.Begun.Job started
                ? started(started)
                : lost(502, "its answer tells of no job");
    }

    private Attempted started(JobAnswer.Begun.Job begun) {
        try {
            admitted.answered();
            admitted.started(begun.job());
        } catch (StoreUnavailable e) {
            return lost(502, "it could not be written down here");
        }
        exchange.leaves();
        try {
            exchange.reply().whole(admitted, begun.told());
        } catch (ClientGone e) {
            // The job goes on, and its caller finds it in its list.
        }
        return new Attempted.Started();
    }

    /** A status of failure means no job, and neither is there one of what has not left whole. */
    private Attempted unheard(Post post, Fault fault) {
        if (status != 0 && isRefusal()) {
            return new Attempted.Refused(Fault.of(Fault.Kind.FAILED, status, "HTTP " + status));
        }
        return post.hasLeft()
                ? lost(fault.kind() == Fault.Kind.TIMED_OUT ? 504 : 502, fault.message())
                : new Attempted.Refused(fault);
    }

    private Attempted lost(int told, String why) {
        return new Attempted.Refused(Fault.of(Fault.Kind.LOST, told, why), admitted.reserved());
    }
}
