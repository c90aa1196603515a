package dev.sluice.core.authenticate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The form of our own keys: {@code sk-sluice-} and 32 random bytes in URL-safe Base64. So much
 * randomness needs no slow hash: a plain SHA-256 cannot be searched back.
 */
public final class GatewayKey {
    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST_CHARS = 256;

    /** To be copied: looking for an algorithm takes longer than hashing a key. */
    private static final MessageDigest UNUSED = sha256();

    private GatewayKey() {}

    public static String generate(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return "sk-sluice-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a text can be a key at all: what is not costs neither a hash nor a lookup. */
    public static boolean plausible(String key) {
        boolean plausible = key.startsWith("sk-") && key.length() <= LONGEST_CHARS;
        for (int i = 0; plausible && i < key.length(); i++) {
            plausible = key.charAt(i) > ' ' && key.charAt(i) < 0x7f;
        }
        return plausible;
    }

    /** SHA-256, 64 hex digits. */
    public static String hash(String key) {
        try {
            MessageDigest sha256 = (MessageDigest) UNUSED.clone();
            return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own SHA-256 can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Compares in a time that does not tell how much of it is right. */
    static boolean sameHash(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
