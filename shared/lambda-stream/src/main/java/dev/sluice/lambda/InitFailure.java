package dev.sluice.lambda;

/** The process cannot serve: what to tell Lambda, in which words, and with which code to exit. */
final class InitFailure extends Exception {

    private final ErrorReport report;

    InitFailure(String type, String message) {
        super(message);
        this.report = ErrorReport.of(type, message);
    }

    InitFailure(String type, Throwable cause) {
        super(ErrorReport.messageOf(cause), cause);
        this.report = ErrorReport.of(type, cause);
    }

    ErrorReport report() {
        return report;
    }
}
