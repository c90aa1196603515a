package dev.sluice.wire.form;

/** A form that cannot be read; the message says what is wrong with it. */
final class BadForm extends Exception {
    BadForm(String message) {
        super(message, null, false, false);
    }
}
