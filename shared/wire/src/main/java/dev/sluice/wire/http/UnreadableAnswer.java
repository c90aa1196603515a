package dev.sluice.wire.http;

import java.io.IOException;

/** What a provider sent is no answer that can be read; the message may be shown to a caller. */
public final class UnreadableAnswer extends IOException {
    public UnreadableAnswer(String message) {
        super(message);
    }
}
