package dev.sluice.webchat.signin;

/** A token that does not sign anybody in; the message says which check failed, for the log. */
final class BadToken extends Exception {
    BadToken(String check) {
        super(check, null, false, false);
    }
}
