package dev.sluice.wire.room;

import dev.sluice.wire.http.UnreadableAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a body to its end, each piece a sign of life: DeepSeek sends blank lines while it thinks.
 * What has an announced length comes into one array; what has none comes in pieces, which are
 * joined at its end.
 */
public final class WholeBody {
    public static final int MOST_BYTES = 64 << 20;
    private static final int FIRST_PIECE_BYTES = 4 << 10;
    private static final int MOST_PIECE_BYTES = 1 << 20;

    private final InputStream in;
    private final Runnable heard;
    private final Growth room;
    private final long announcedBytes;
    private final long mostBytes;

    /** The pieces before this one, all full. */
    private List<byte[]> full = List.of();

    private byte[] piece;
    private int pieceBytes;

    /** Of all arrays. */
    private int heldBytes;

    private WholeBody(InputStream in, long announcedBytes, Runnable heard, Growth room)
            throws UnreadableAnswer {
        this.in = in;
        this.heard = heard;
        this.room = room;
        this.announcedBytes = announcedBytes;
        this.mostBytes = Math.min(MOST_BYTES, room.mostBytes());
        checkSize(announcedBytes);
        this.piece =
                new byte
                        [announcedBytes > 0
                                ? (int) Math.min(announcedBytes, MOST_PIECE_BYTES)
                                : FIRST_PIECE_BYTES];
    }

    /**
     * Reads it all.
     *
     * @param announcedBytes negative where nothing was
     * @param heard called for each piece that comes
     * @param room keeps what the body takes when this returns
     * @throws UnreadableAnswer it is larger than any may be
     */
    public static byte[] read(InputStream in, long announcedBytes, Runnable heard, Growth room)
            throws IOException {
        return new WholeBody(in, announcedBytes, heard, room).read();
    }

    private byte[] read() throws IOException {
        hold(piece.length);
        while (true) {
            int count = in.read(piece, pieceBytes, piece.length - pieceBytes);
            if (count < 0) {
                return joined();
            }
            heard.run();
            pieceBytes += count;
            if (pieceBytes == piece.length) {
                int next = in.read();
                if (next < 0) {
                    return joined();
                }
                grow();
                heard.run(); // it may have waited for room
                piece[pieceBytes++] = (byte) next;
            }
        }
    }

    private void grow() throws IOException {
        checkSize(heldBytes + 1L);
        if (announcedBytes > heldBytes) {
            hold((int) announcedBytes);
            piece = Arrays.copyOf(piece, heldBytes);
            return;
        }
        int nextBytes = Math.min(heldBytes, MOST_PIECE_BYTES);
        hold(heldBytes + nextBytes);
        if (full.isEmpty()) {
            full = new ArrayList<>();
        }
        full.add(piece);
        piece = new byte[nextBytes];
        pieceBytes = 0;
    }

    private void hold(int bytes) throws IOException {
        room.resize(heldBytes, bytes);
        heldBytes = bytes;
    }

    private byte[] joined() throws IOException {
        byte[] all = piece;
        if (!full.isEmpty() || pieceBytes < piece.length) {
            all = new byte[heldBytes - piece.length + pieceBytes];
            int at = 0;
            for (byte[] one : full) {
                System.arraycopy(one, 0, all, at, one.length);
                at += one.length;
            }
            System.arraycopy(piece, 0, all, at, pieceBytes);
        }
        hold(all.length);
        if (all.length > Growth.FREE_BYTES) {
            room.rest();
        }
        return all;
    }

    private void checkSize(long bytes) throws UnreadableAnswer {
        if (bytes > mostBytes) {
            throw new UnreadableAnswer(
                    "its answer is larger than the " + mostBytes + " bytes that one may have");
        }
    }
}
