package dev.sluice.wire.answer;

import dev.sluice.core.call.Meters;
import dev.sluice.core.resolve.Candidate;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client that keeps what it is told, and never leaves. */
public final class ToldClient implements Client {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private int begins;

    public String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    /** How many heads it has got. */
    public int begins() {
        return begins;
    }

    @Override
    public OutputStream begin(
            Optional<Candidate> serving, Meters meters, String contentType, long contentBytes) {
        begins++;
        return told;
    }

    @Override
    public void onHangUp(Runnable callback) {}

    @Override
    public boolean hungUp() {
        return false;
    }

    @Override
    public void cut() {}

    @Override
    public void breakOff() {}
}
