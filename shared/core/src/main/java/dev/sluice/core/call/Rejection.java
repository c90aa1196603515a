package dev.sluice.core.call;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets no completion. Every way to be refused before the first byte is one of these;
 * one class turns them into HTTP. Messages are for the caller: they name the thing, the value and
 * the rule, and hold nothing secret.
 */
public sealed interface Rejection {
    /** The code of what does not fit the model's context, as OpenAI's clients know it. */
    String OVERFLOW = "context_length_exceeded";

    String message();

    /** Whether the request does not fit the model's context: agents make it smaller then. */
    default boolean isOverflow() {
        return false;
    }

    /**
     * The request itself is wrong (400): a retry cannot help.
     *
     * @param excess by how much it is too large; null where it is not, or where that is no matter
     *     of tokens
     */
    record BadRequest(
            String message, @Nullable String param, @Nullable String code, @Nullable Excess excess)
            implements Rejection {
        public BadRequest(String message, @Nullable String param, @Nullable String code) {
            this(message, param, code, null);
        }

        @Override
        public boolean isOverflow() {
            return OVERFLOW.equals(code);
        }
    }

    /** The tokens that a request needs, and the most that may be. */
    record Excess(long neededTokens, long mostTokens) {}

    /** No key, a wrong, an expired or a revoked one (401). */
    record Unauthenticated(String message) implements Rejection {}

    /** The key is good and may not do this (403). */
    record Forbidden(String message, String code) implements Rejection {}

    /** No such model, or none that a configured slot serves (404). */
    record ModelNotFound(String message, List<String> nearest) implements Rejection {
        public ModelNotFound {
            nearest = List.copyOf(nearest);
        }
    }

    /** There is nothing at this path (404). */
    record NotFound(String message) implements Rejection {}

    /** The path is right, the method is not (405). */
    record MethodNotAllowed(String message, String allow) implements Rejection {}

    /** The body is larger than a request may be (413). */
    record BodyTooLarge(String message) implements Rejection {}

    /** The body is coded in a way that is not known here (415). */
    record UnsupportedCoding(String message) implements Rejection {}

    /**
     * A limit is used up (429), ours or the provider's.
     *
     * @param type {@code requests} or {@code tokens}, as OpenAI names them
     * @param waitMicros when a retry can succeed
     * @param meters the limits that were met
     * @param ofCaller whether it is the caller's own limit: no other provider can help
     * @param mayEndSooner whether requests that still run may give back what is missing before
     */
    record Throttled(
            String message,
            String type,
            long waitMicros,
            Meters meters,
            boolean ofCaller,
            boolean mayEndSooner)
            implements Rejection {}

    /** What the caller may spend in all does not pay for it (402): waiting does not help. */
    record Unpaid(String message) implements Rejection {
        public static Unpaid ofCaller(String callerId) {
            return new Unpaid(
                    "The credit of \""
                            + callerId
                            + "\" does not pay for this request. Ask the operator of this gateway"
                            + " for more.");
        }
    }

    /**
     * A budget is used up until its period ends (429): a retry cannot help.
     *
     * @param meters the limits that were met
     */
    record Spent(String message, Meters meters) implements Rejection {}

    /**
     * Nothing can serve this now (503); {@code waitMicros} is negative where waiting is not known
     * to help.
     */
    record Unavailable(String message, long waitMicros) implements Rejection {}

    /**
     * The provider refused the request's content (400, 413, 422): told at once, never retried
     * elsewhere.
     */
    record RefusedUpstream(
            int status,
            String message,
            @Nullable String type,
            @Nullable String param,
            @Nullable String code)
            implements Rejection {
        @Override
        public boolean isOverflow() {
            return OVERFLOW.equals(code);
        }
    }

    /**
     * Every provider that was tried failed (502), or ran out of time (504).
     *
     * @param overloaded whether the last one said that it has too much to do, and not for how long
     */
    record UpstreamFailed(int status, String message, boolean overloaded) implements Rejection {
        public UpstreamFailed(int status, String message) {
            this(status, message, false);
        }
    }

    /**
     * A job may have begun, and its provider's answer was lost (502, 504): never to be repeated.
     */
    record JobUnknown(int status, String message) implements Rejection {}

    /**
     * 400: the model does something else than what is asked for here.
     *
     * @param model which does something else
     */
    record WrongKind(String message, Model model) implements Rejection {
        public ModelKind kind() {
            return model.kind();
        }
    }
}
