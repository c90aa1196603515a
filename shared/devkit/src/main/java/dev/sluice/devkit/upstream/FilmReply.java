package dev.sluice.devkit.upstream;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends a film, or one part of it (RFC 9110 §14). */
final class FilmReply {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

    private FilmReply() {}

    static void send(byte[] film, @Nullable String range, DoorReply reply) throws IOException {
        Headers.Builder headers =
                Headers.builder().set("Content-Type", "video/mp4").set("Accept-Ranges", "bytes");
        Matcher matcher = ONE_RANGE.matcher(range == null ? "" : range);
        if (!matcher.matches() || matcher.group().equals("bytes=-")) {
            reply.begin(200, headers.build(), film.length).write(film);
            return;
        }
        boolean isTail = matcher.group(1).isEmpty();
        int from =
                isTail
                        ? Math.max(0, film.length - Integer.parseInt(matcher.group(2)))
                        : Integer.parseInt(matcher.group(1));
        int to =
                isTail || matcher.group(2).isEmpty()
                        ? film.length - 1
                        : Math.min(film.length - 1, Integer.parseInt(matcher.group(2)));
        if (from > to) {
            headers.set("Content-Range", "bytes */" + film.length);
            reply.begin(416, headers.build(), 0);
            return;
        }
        headers.set("Content-Range", "bytes " + from + "-" + to + "/" + film.length);
        reply.begin(206, headers.build(), to - from + 1).write(film, from, to - from + 1);
    }
}
