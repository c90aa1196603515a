package dev.sluice.core.relay;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.resolve.Candidate;
import java.util.List;

/** What callers are told of a provider that was called in vain. */
final class Faulted {
    private Faulted() {}

    static Rejection refused(Fault fault) {
        return new Rejection.RefusedUpstream(
                fault.status(), fault.message(), fault.type(), fault.param(), fault.code());
    }

    static Rejection largerThanTheLimit(String provider) {
        return new Rejection.BadRequest(
                "This request is larger than the rate limit of the provider "
                        + provider
                        + " can ever pass at once. Send a shorter prompt or a smaller max_tokens.",
                "max_tokens",
                "request_exceeds_limit");
    }

    static Rejection overItsLimit(String provider, long waitMicros) {
        return new Rejection.Throttled(
                "The provider "
                        + provider
                        + " is over its rate limit. Try again "
                        + Limited.inSeconds(waitMicros)
                        + ".",
                "requests",
                waitMicros,
                Meters.NONE,
                false,
                false);
    }

    static Rejection.Unavailable overloaded(String provider, long waitMicros) {
        return new Rejection.Unavailable(
                "The provider "
                        + provider
                        + " is overloaded. Try again "
                        + Limited.inSeconds(waitMicros)
                        + ".",
                waitMicros);
    }

    /** Nothing that waiting helps against: the key, the credit, the access. */
    static Rejection unservable(Candidate candidate, Fault fault) {
        String provider = candidate.provider().name();
        int slot = candidate.slot().number();
        String message =
                switch (fault.kind()) {
                    case BAD_KEY -> candidate.slot().source().refusedKey(provider, slot);
                    case NO_CREDIT -> candidate.slot().source().lacksCredit(provider, slot);
                    default ->
                            "The provider "
                                    + provider
                                    + " refused access to the model `"
                                    + candidate.model().id()
                                    + "` (HTTP 403).";
                };
        return new Rejection.Unavailable(message, -1);
    }

    /** Which of the two it was is not kept; only the operator's own slots are ever parked. */
    static Rejection parked(Candidate candidate, long waitMicros) {
        return new Rejection.Unavailable(
                "The provider "
                        + candidate.provider().name()
                        + " lately refused the key of slot "
                        + candidate.slot().number()
                        + ", or said that its account has no credit left. The operator of this"
                        + " gateway has to mend it; it is tried again "
                        + Limited.inSeconds(waitMicros)
                        + ".",
                waitMicros);
    }

    static Rejection notServed(Candidate candidate) {
        return new Rejection.ModelNotFound(
                "The provider "
                        + candidate.provider().name()
                        + " does not serve the model `"
                        + candidate.model().id()
                        + "`"
                        + retired(candidate)
                        + ".",
                List.of());
    }

    static Rejection failed(String provider, Fault fault) {
        return new Rejection.UpstreamFailed(
                502,
                "The provider " + provider + " failed: " + fault.message() + ".",
                fault.status() == 503 || fault.status() == 529);
    }

    static Rejection timedOut(String provider, Fault fault) {
        return new Rejection.UpstreamFailed(
                504,
                "The provider " + provider + " did not answer in time: " + fault.message() + ".");
    }

    static Rejection noRoom(Fault fault) {
        return ofThisProcess("There is no room for the answer: ", fault);
    }

    static Rejection stopping(Fault fault) {
        return ofThisProcess("There is no answer: ", fault);
    }

    /** The provider has no part in it. */
    private static Rejection ofThisProcess(String what, Fault fault) {
        return new Rejection.Unavailable(
                what
                        + fault.message()
                        + ". Try again "
                        + Limited.inSeconds(fault.waitMicros())
                        + ".",
                fault.waitMicros());
    }

    static Rejection lost(String provider, Fault fault) {
        return new Rejection.JobUnknown(
                fault.status(),
                "The provider "
                        + provider
                        + " may have begun the job, but its answer was lost: "
                        + fault.message()
                        + ". Do not repeat the request: it would be paid twice.");
    }

    private static String retired(Candidate candidate) {
        return candidate
                .model()
                .deprecatedOn()
                .map(
                        date ->
                                " (retired on "
                                        + date
                                        + candidate
                                                .model()
                                                .replacedBy()
                                                .map(id -> "; use " + id)
                                                .orElse("")
                                        + ")")
                .orElse("");
    }
}
