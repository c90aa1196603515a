package dev.sluice.core.relay;

/**
 * How far the client's answer has come. It only goes on, never back.
 *
 * <pre>
 *   WAITING ── a keep-alive ──► COMMITTED ── first event ──► BEGUN ── last byte ──► ENDED
 *      │                           └──────── refused in the stream ──────────────────►│
 *      ├── first event, whole answer ───────────────────────► BEGUN                   │
 *      └── refused with a status ────────────────────────────────────────────────────►│
 * </pre>
 *
 * Until {@code BEGUN} a request can fall back to the next candidate; until {@code COMMITTED} it can
 * be refused with a status of its own. After {@code BEGUN} there is only an outcome.
 */
public enum Moment {
    /** The client has seen nothing. */
    WAITING,
    /** Status and headers are out, but nothing of any provider's answer. */
    COMMITTED,
    /** The first event of an answer is out: no other candidate can serve. */
    BEGUN,
    /** The client's answer is over. */
    ENDED;

    /** Whether the client has been told its status. */
    public boolean isCommitted() {
        return this != WAITING;
    }

    /** Whether the client may have seen something of an answer. */
    public boolean hasBegun() {
        return this == BEGUN || this == ENDED;
    }
}
