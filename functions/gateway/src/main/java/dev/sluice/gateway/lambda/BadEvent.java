package dev.sluice.gateway.lambda;

/** The event is no HTTP request of API Gateway or a function URL, or a malformed one. */
final class BadEvent extends Exception {
    BadEvent(String message) {
        super(message, null, false, false);
    }
}
