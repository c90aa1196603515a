package dev.sluice.wire.upstream;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.relay.Fault;
import dev.sluice.wire.door.NoRoom;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.http.UnreadableAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What is told of an exchange that broke off, or that was cut because its time was over. */
final class BrokenOff {
    private static final Fault NO_ROOM =
            new Fault(
                    Fault.Kind.NO_ROOM,
                    0,
                    NoRoom.WAIT_MICROS,
                    "this gateway holds as many bytes of answers as it can",
                    null,
                    null,
                    null);

    /** Another process takes over, most likely at once. */
    static final Fault STOPPING =
            new Fault(
                    Fault.Kind.STOPPING,
                    0,
                    1_000_000,
                    "this gateway is told to end, and will be started again",
                    null,
                    null,
                    null);

    private BrokenOff() {}

    /**
     * @param reason why we cut it; null if it broke by itself
     */
    static Fault fault(Vigil.@Nullable Reason reason, IOException cause) {
        if (cause instanceof NoRoom) {
            return NO_ROOM;
        }
        if (reason == null) {
            return Fault.of(
                    neverLeft(cause) ? Fault.Kind.UNREACHED : Fault.Kind.FAILED,
                    0,
                    whatFailed(cause));
        }
        return fault(reason);
    }

    /**
     * What is told of an answer that has begun.
     *
     * @param overloaded whether its provider said that it has too much to do
     */
    static Rejection begun(Fault fault, String where, boolean overloaded) {
        return switch (fault.kind()) {
            case NO_ROOM, STOPPING ->
                    new Rejection.Unavailable(
                            "The answer breaks off here: " + fault.message() + ".",
                            fault.waitMicros());
            default ->
                    new Rejection.UpstreamFailed(
                            fault.kind() == Fault.Kind.TIMED_OUT ? 504 : 502,
                            "The provider failed " + where + ": " + fault.message() + ".",
                            overloaded);
        };
    }

    /** Why an exchange was cut; the request's own time, where nobody says. */
    static Fault timeIsOver(Vigil vigil) {
        Vigil.Reason reason = vigil.reason();
        return fault(reason == null ? Vigil.Reason.OVERALL : reason);
    }

    private static Fault fault(Vigil.Reason reason) {
        return switch (reason) {
            case FIRST_BYTE -> timedOut("no answer within the first-byte timeout");
            case IDLE -> timedOut("it fell silent for longer than the idle timeout");
            case OVERALL -> timedOut("the overall timeout is over");
            case CLIENT_GONE -> timedOut("the client hung up");
            case STOPPING -> STOPPING;
        };
    }

    private static Fault timedOut(String why) {
        return Fault.of(Fault.Kind.TIMED_OUT, 0, why);
    }

    /**
     * Whether the provider works on, as far as one can know, and bills it: it had all of the
     * request when our time for it was over, or its client's. One whose connection ends by itself
     * has fallen over, and an error is no work.
     */
    static boolean hasWorked(Post post, Vigil.@Nullable Reason reason) {
        boolean isGood = post.status() == 0 || post.status() / 100 == 2;
        return reason != null && post.hasLeft() && isGood;
    }

    /** Whether the provider was never reached. */
    private static boolean neverLeft(IOException cause) {
        return cause instanceof UnknownHostException
                || cause instanceof SocketTimeoutException
                || cause instanceof ConnectException;
    }

    /** In a caller's words: the library's own tell of hosts, addresses and classes. */
    private static String whatFailed(IOException cause) {
        return switch (cause) {
            case UnknownHostException _ -> "its host name was not found";
            case SocketTimeoutException _ -> "it could not be connected to in time";
            case ConnectException _ -> "it could not be connected to";
            case SSLException _ -> "its TLS connection failed";
            case UnreadableAnswer unreadable -> String.valueOf(unreadable.getMessage());
            default -> "its connection broke off";
        };
    }
}
