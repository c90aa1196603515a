package dev.sluice.webchat.signin;

import dev.sluice.core.call.Caller;

/**
 * Who is at a web door.
 *
 * @param mayUseServer whether the operator's slots may serve; else only accounts of the visitor's
 *     own
 */
public record Visitor(Caller caller, boolean mayUseServer) {
    /** What rows, rollups and credit are kept under. */
    public String id() {
        return caller.id();
    }
}
