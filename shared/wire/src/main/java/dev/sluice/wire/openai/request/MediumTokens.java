package dev.sluice.wire.openai.request;

/** Tokens that attachments are reserved with, by their base64: guessed high, for any provider. */
final class MediumTokens {
    /** What a small picture (or another attachment) comes to at least: Together's least. */
    static final long LEAST = 1_601;

    /** The most that a picture comes to with Together: four tiles. */
    static final long LARGE_PICTURE = 4 * LEAST;

    /** Base64 of a picture that is taken to be of one tile; a larger or unknown one has four. */
    private static final int SMALL_PICTURE_BYTES = 101_000;

    private static final long FILE_BYTES_A_TOKEN = 25;
    private static final long SOUND_BYTES_A_TOKEN = 330;

    private MediumTokens() {}

    static long ofPicture(long base64Bytes) {
        return base64Bytes > SMALL_PICTURE_BYTES ? LARGE_PICTURE : LEAST;
    }

    static long ofFile(long base64Bytes) {
        return LEAST + base64Bytes / FILE_BYTES_A_TOKEN;
    }

    static long ofSound(long base64Bytes) {
        return LEAST + base64Bytes / SOUND_BYTES_A_TOKEN;
    }
}
