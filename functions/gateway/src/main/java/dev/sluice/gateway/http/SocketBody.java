package dev.sluice.gateway.http;

import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.room.Room;
import java.io.IOException;
import java.util.Arrays;

/** A request's body, read by the connection's own thread straight from the socket. */
final class SocketBody implements DoorRequest.Body {

    /** Up to here a body's announced length is believed before its bytes are there. */
    private static final int TRUSTED_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 16 * 1024;

    private static final byte[] NOTHING = {};

    private final RequestHead head;
    private final TimedBody stream;
    private final Room.Share room;
    private final DoorConnection connection;
    private boolean heldBack;
    private boolean asked;

    SocketBody(RequestHead head, TimedBody stream, Room.Share room, DoorConnection connection) {
        this.head = head;
        this.stream = stream;
        this.room = room;
        this.connection = connection;
        this.heldBack = head.holdsBodyBack();
        if (isRead()) {
            connection.client().bodyIsRead();
        }
    }

    @Override
    public byte[] read(int maxBytes) throws BodyTooLarge, IOException {
        if (asked) {
            throw new IllegalStateException("body was read already");
        }
        asked = true;
        if (head.contentBytes() > maxBytes) {
            throw new BodyTooLarge(maxBytes);
        }
        if (heldBack) {
            heldBack = false;
            connection.askForBody();
        }
        byte[] bytes = all(maxBytes);
        if (bytes.length > maxBytes) {
            throw new BodyTooLarge(maxBytes);
        }
        connection.client().bodyIsRead();
        room.rest();
        return bytes;
    }

    @Override
    public void isOf(String caller) {
        room.isOf(caller);
    }

    @Override
    public void room(long moreBytes) throws IOException {
        room.more(moreBytes);
        room.rest();
    }

    @Override
    public void keep(long bytes) {
        room.keep(bytes);
    }

    /** Whether nothing of this body is left on the connection. */
    boolean isRead() {
        return stream.ended();
    }

    /** Whether the client still holds the body back. */
    boolean isHeldBack() {
        return heldBack;
    }

    /**
     * Reads what is left and forgets it, so that the client gets to reading its answer; true if
     * there is nothing left.
     */
    boolean drain(long maxBytes) throws IOException {
        stream.hurry();
        byte[] scrap = new byte[8 * 1024];
        for (long leftBytes = maxBytes; leftBytes > 0; ) {
            int count = stream.read(scrap);
            if (count < 0) {
                return true;
            }
            leftBytes -= count;
        }
        return isRead();
    }

    private byte[] all(int maxBytes) throws IOException {
        long announcedBytes = head.contentBytes();
        if (announcedBytes >= 0 && announcedBytes <= TRUSTED_BYTES) {
            byte[] bytes = grown(NOTHING, (int) announcedBytes);
            stream.readNBytes(bytes, 0, bytes.length);
            return bytes;
        }
        // One more than allowed shows that there is more; Integer.MAX_VALUE means no bound at all.
        long most = announcedBytes >= 0 ? announcedBytes : Math.max(maxBytes, maxBytes + 1);
        return upTo((int) most);
    }

    /** Grows with what came, not with what is announced. */
    private byte[] upTo(int most) throws IOException {
        byte[] bytes = grown(NOTHING, Math.min(most, FIRST_BYTES));
        int size = 0;
        while (true) {
            int count = stream.readNBytes(bytes, size, bytes.length - size);
            size += count;
            if (size < bytes.length) {
                return Arrays.copyOf(bytes, size);
            }
            int next = size == most ? -1 : stream.read();
            if (next < 0) {
                return bytes;
            }
            bytes = grown(bytes, (int) Math.min(most, 2L * size));
            bytes[size++] = (byte) next;
        }
    }

    private byte[] grown(byte[] bytes, int size) throws IOException {
        room.more(size - bytes.length);
        return Arrays.copyOf(bytes, size);
    }
}
