package dev.sluice.wire.api;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.settle.JobRow;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.upstream.JobsUpstream;
import dev.sluice.wire.upstream.Media;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Passes on what a job has made, piece by piece as it comes, with no address of its provider. */
final class JobContent {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int WHOLE = 200;
    private static final int PART = 206;
    private static final int NO_SUCH_PART = 416;
    private static final List<String> PASSED =
            List.of("content-range", "accept-ranges", "etag", "last-modified");

    private final Visit visit;
    private final JobsUpstream upstream;

    JobContent(Visit visit, JobsUpstream upstream) {
        this.visit = visit;
        this.upstream = upstream;
    }

    void relay(JobRow job, String address) throws Rejected, IOException {
        String range = visit.request().headers().only("range");
        try (Media media = open(job, address, range)) {
            int status = media.status();
            if (status != WHOLE && status != PART && status != NO_SUCH_PART) {
                throw failed("it answered HTTP " + status);
            }
            visit.reply().onHangUp(media::cancel);
            pass(media);
        }
    }

    private Media open(JobRow job, String address, @Nullable String range) throws Rejected {
        try {
            return upstream.media(job, new URI(address), range, leftNanos(), visit.reply()::cut);
        } catch (IOException | java.net.URISyntaxException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private static Rejected failed(String why) {
        return new Rejected(
                new Rejection.UpstreamFailed(
                        502, "The video could not be fetched from where it lies: " + why + "."));
    }

    private long leftNanos() {
        OptionalLong deadline = visit.request().deadlineEpochMicros();
        return deadline.isPresent()
                ? (deadline.getAsLong() - visit.epochMicros()) * 1_000
                : Long.MAX_VALUE;
    }

    private void pass(Media media) throws IOException {
        String type = media.header("content-type");
        Headers.Builder headers =
                Headers.builder().set("content-type", type == null ? "video/mp4" : type);
        for (String name : PASSED) {
            String value = media.header(name);
            if (value != null) {
                headers.set(name, value);
            }
        }
        long lengthBytes = media.lengthBytes() < 0 ? DoorReply.STREAMED : media.lengthBytes();
        Headers all = visit.headers(headers.build()).build();
        byte[] piece = new byte[PIECE_BYTES];
        try (OutputStream out = visit.begin(media.status(), all, lengthBytes)) {
            if (visit.request().method().equals("HEAD")) {
                return;
            }
            for (int count = media.read(piece); count >= 0; count = media.read(piece)) {
                out.write(piece, 0, count);
                out.flush();
            }
        }
    }
}
