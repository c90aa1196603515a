package dev.sluice.devkit.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Sound that one can listen to: a note a letter. */
final class Tone {
    private static final int NOTE_MILLIS = 60;
    private static final int MOST_NOTES = 2_000;
    private static final double LOWEST_HERTZ = 220;
    private static final double VOLUME = 0.3 * Short.MAX_VALUE;

    /** A silent frame of MPEG 1 layer III, 128 kbit/s, 44.1 kHz, one channel: 26 ms. */
    private static final int FRAME_BYTES = 417;

    private static final int FRAME_MILLIS = 26;

    private Tone() {}

    /** As one of Together's formats. */
    static byte[] of(String text, String format, int hertz) {
        return switch (format) {
            case "mp3" -> mp3(text);
            case "raw", "pcm" -> samples(text, hertz);
            case "mulaw" -> new byte[notes(text) * NOTE_MILLIS * 8];
            default -> wav(samples(text, hertz), hertz);
        };
    }

    /** A WAV file of one channel of 16 bits. */
    static byte[] wav(byte[] samples, int hertz) {
        ByteBuffer wav = ByteBuffer.allocate(44 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + samples.length).put(ascii("WAVEfmt "));
        wav.putInt(16).putShort((short) 1).putShort((short) 1).putInt(hertz).putInt(hertz * 2);
        wav.putShort((short) 2).putShort((short) 16);
        return wav.put(ascii("data")).putInt(samples.length).put(samples).array();
    }

    private static byte[] samples(String text, int hertz) {
        int perNote = hertz * NOTE_MILLIS / 1_000;
        ByteBuffer samples =
                ByteBuffer.allocate(notes(text) * perNote * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int note = 0; note < notes(text); note++) {
            boolean isPause = Character.isWhitespace(text.charAt(note));
            double pitch = LOWEST_HERTZ * Math.pow(2, (text.charAt(note) & 31) / 12.0);
            for (int i = 0; i < perNote; i++) {
                double swell = Math.sin(Math.PI * i / perNote);
                double wave = Math.sin(2 * Math.PI * pitch * i / hertz);
                samples.putShort((short) (isPause ? 0 : VOLUME * swell * wave));
            }
        }
        return samples.array();
    }

    private static byte[] mp3(String text) {
        ByteArrayOutputStream mp3 = new ByteArrayOutputStream();
        for (int i = 0; i < Math.ceilDiv(notes(text) * NOTE_MILLIS, FRAME_MILLIS); i++) {
            byte[] frame = new byte[FRAME_BYTES];
            frame[0] = (byte) 0xFF;
            frame[1] = (byte) 0xFB;
            frame[2] = (byte) 0x90;
            frame[3] = (byte) 0xC4;
            mp3.writeBytes(frame);
        }
        return mp3.toByteArray();
    }

    private static int notes(String text) {
        return Math.min(text.length(), MOST_NOTES);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
