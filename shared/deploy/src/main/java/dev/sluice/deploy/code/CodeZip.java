package dev.sluice.deploy.code;

import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A package as Lambda takes it directly.
 *
 * @param sha256 base64, as Lambda tells it
 */
record CodeZip(Path file, byte[] bytes, String sha256) {
    private static final long MOST_BYTES = 50L * 1024 * 1024;

    static CodeZip read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new Refused("There is no " + file + ". make package builds it.");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new Refused(
                    file
                            + " is over 50 MB, which Lambda does not take directly. make deploy goes over S3.");
        }
        byte[] bytes = Files.readAllBytes(file);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new CodeZip(file, bytes, Base64.getEncoder().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return file.getFileName() + " (" + bytes.length / 1024 + " KB)";
    }
}
