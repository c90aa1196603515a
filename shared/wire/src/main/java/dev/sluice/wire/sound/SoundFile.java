package dev.sluice.wire.sound;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that is said to be sound, as far as its first bytes tell. */
public final class SoundFile {
    /** Lower than any bit rate that speech is kept in: the length is guessed high. */
    private static final int LEAST_BYTES_A_SECOND = 2_000;

    private static final long MOST_SECONDS = 4 * 3_600;
    private static final int WAV_HEAD_BYTES = 44;
    private static final int LOOKED_AT_BYTES = 512;

    /** What a file of these names begins with is known, so that another beginning is none. */
    private static final Set<String> KNOWN_BEGINNINGS =
            Set.of("wav", "flac", "ogg", "oga", "opus", "webm", "m4a", "mp4");

    private static final List<String> NO_SOUND =
            List.of(
                    "\u0089PNG",
                    "\u00FF\u00D8\u00FF",
                    "GIF8",
                    "%PDF",
                    "PK\u0003\u0004",
                    "\u001F\u008B",
                    "\u007FELF",
                    "BM",
                    "II*\0",
                    "MM\0*");

    private final ByteBuffer bytes;
    private final String named;

    private SoundFile(ByteBuffer bytes, String named) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.named = named;
    }

    /**
     * Looks at a file.
     *
     * @throws BadRequest that names the member, where it is empty, or no sound whatever it is
     *     called
     */
    public static SoundFile of(Part part) throws BadRequest {
        SoundFile file = new SoundFile(part.view(), extension(part.filename()));
        if (part.lengthBytes() == 0) {
            throw refused(part, "the file is empty");
        }
        if (file.isSound()) {
            return file;
        }
        if (file.isSomethingElse()) {
            throw refused(part, "the file is no sound");
        }
        if (KNOWN_BEGINNINGS.contains(file.named)) {
            throw refused(part, "the file is not what its name says, ." + file.named);
        }
        return file;
    }

    private static BadRequest refused(Part part, String why) {
        return new BadRequest(
                "Invalid '"
                        + part.name()
                        + "': "
                        + why
                        + ". Supported formats: flac, m4a, mp3, mp4, mpeg, mpga, oga, ogg, wav, webm.",
                part.name(),
                "invalid_file_format");
    }

    /** How long it lasts at most: exact of a WAV file. */
    public long secondsAtMost() {
        long bytesASecond = LEAST_BYTES_A_SECOND;
        if (bytes.limit() >= WAV_HEAD_BYTES && begins("RIFF")) {
            bytesASecond = Math.max(LEAST_BYTES_A_SECOND, bytes.getInt(28));
        }
        return Math.clamp(Math.ceilDiv(bytes.limit(), bytesASecond), 1, MOST_SECONDS);
    }

    private boolean isSound() {
        return (begins("RIFF") && begins("WAVE", 8))
                || begins("fLaC")
                || begins("OggS")
                || begins("\u001AE\u00DF\u00A3")
                || begins("ftyp", 4)
                || begins("ID3")
                || isFrame()
                || (begins("FORM") && begins("AIF", 8))
                || begins("#!AMR")
                || begins("caff")
                || begins(".snd");
    }

    /** Of MPEG or ADTS: eleven bits that are set. */
    private boolean isFrame() {
        return bytes.limit() >= 2 && bytes.get(0) == (byte) 0xFF && (bytes.get(1) & 0xE0) == 0xE0;
    }

    private boolean isSomethingElse() {
        return begins("RIFF") || NO_SOUND.stream().anyMatch(this::begins) || isText();
    }

    private boolean isText() {
        for (int i = 0; i < Math.min(bytes.limit(), LOOKED_AT_BYTES); i++) {
            int b = bytes.get(i);
            if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false; // a control character, or no ASCII
            }
        }
        return true;
    }

    private boolean begins(String latin) {
        return begins(latin, 0);
    }

    private boolean begins(String latin, int at) {
        byte[] wanted = latin.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.limit() < at + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static String extension(@Nullable String filename) {
        int dot = filename == null ? -1 : filename.lastIndexOf('.');
        return dot < 0 || filename == null
                ? ""
                : filename.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
