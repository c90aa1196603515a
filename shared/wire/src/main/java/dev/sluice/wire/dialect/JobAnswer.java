package dev.sluice.wire.dialect;

import dev.sluice.core.call.Call;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.json.Patched;

/** Reads the answer to a request that begins a job, which is paid once. Safe for any thread. */
public interface JobAnswer {

    /** What an answer with status 2xx says. */
    Begun read(byte[] body, Call call);

    /**
     * The request with an address at which the provider may say that the job has ended; as it is
     * where the provider takes none.
     */
    default Spoken hooked(Spoken spoken, String address) {
        return spoken;
    }

    /** What a provider says to a request for a job. */
    sealed interface Begun {
        /**
         * It has begun.
         *
         * @param told what the client is answered
         */
        record Job(StartedJob job, Patched told) implements Begun {}

        /** It has not: an error under a status of success. */
        record Refused(UpstreamError error) implements Begun {}

        /** It may have: the answer makes no sense. */
        record Unreadable() implements Begun {}
    }
}
