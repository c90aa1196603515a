package dev.sluice.wire.job;

import dev.sluice.core.call.Call;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses at which a provider may say that a job has ended: a hint to look, whose content is
 * never read. An address is made of the row's name, sealed (AES-GCM) by a key that is derived of
 * the slot's: nobody else can make one, it tells nothing, and every instance can read it. Safe for
 * any thread.
 */
public final class JobHooks {
    /** What stands before the sealed name. */
    public static final String PATH = "/hooks/jobs/";

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String PURPOSE = "sluice job hooks\n";

    private final Optional<String> publicUrl;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param publicUrl where providers reach this gateway; empty: no provider is told an address
     */
    public JobHooks(Optional<String> publicUrl) {
        this.publicUrl = publicUrl;
    }

    /**
     * Whose job an address names.
     *
     * @param requestId of its row
     */
    public record Named(String callerId, String requestId) {}

    /** The address of the job that this call begins; empty where providers cannot reach us. */
    public Optional<String> address(Call call, Candidate candidate) {
        return publicUrl.map(
                url ->
                        url
                                + PATH
                                + candidate.slot().number()
                                + "."
                                + sealed(call, candidate.slot()));
    }

    private String sealed(Call call, Slot slot) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        String name = call.requestId() + call.caller().id();
        try {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, slot, nonce).doFinal(text);
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** Reads what stands behind {@link #PATH}; empty where no slot of ours has sealed it. */
    public Optional<Named> read(String token, List<Slot> slots) {
        int dot = token.indexOf('.');
        for (Slot slot : slots) {
            if (dot > 0 && token.substring(0, dot).equals(Integer.toString(slot.number()))) {
                return read(token.substring(dot + 1), slot);
            }
        }
        return Optional.empty();
    }

    private static Optional<Named> read(String sealed, Slot slot) {
        int idChars = 36;
        try {
            byte[] all = Base64.getUrlDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] text =
                    cipher(Cipher.DECRYPT_MODE, slot, nonce)
                            .doFinal(all, NONCE_BYTES, Math.max(0, all.length - NONCE_BYTES));
            String name = new String(text, StandardCharsets.UTF_8);
            return Optional.of(new Named(name.substring(idChars), name.substring(0, idChars)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, Slot slot, byte[] nonce)
            throws GeneralSecurityException {
        byte[] secret = (PURPOSE + slot.key().reveal()).getBytes(StandardCharsets.UTF_8);
        byte[] key = MessageDigest.getInstance("SHA-256").digest(secret);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
