package dev.sluice.gateway.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * Certificates for a rehearsed handshake, made in this process and forgotten with it: the JDK can
 * read them, and makes none. Version 1, so a name, a key and a signature are all there is (RFC
 * 5280, section 4.1, in DER).
 */
final class RehearsalCertificate {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

    private RehearsalCertificate() {}

    /**
     * @param algorithm DER of how {@code issuerKey} signs
     */
    static X509Certificate of(
            String subject, PublicKey key, String issuer, Signature issuerKey, byte[] algorithm)
            throws GeneralSecurityException {
        byte[] validity =
                der(
                        SEQUENCE,
                        der(UTC_TIME, ascii("200101000000Z")),
                        der(UTC_TIME, ascii("491231235959Z")));
        byte[] toBeSigned =
                der(
                        SEQUENCE,
                        der(INTEGER, new byte[] {1}),
                        algorithm,
                        name(issuer),
                        validity,
                        name(subject),
                        key.getEncoded());
        issuerKey.update(toBeSigned);
        byte[] signature = der(BIT_STRING, new byte[1], issuerKey.sign());
        byte[] certificate = der(SEQUENCE, toBeSigned, algorithm, signature);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] name(String commonName) {
        byte[] attribute = der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, ascii(commonName)));
        return der(SEQUENCE, der(SET, attribute));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Tag, length, contents; at most 65,535 bytes. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            contents.writeBytes(part);
        }
        int bytes = contents.size();
        ByteArrayOutputStream der = new ByteArrayOutputStream(bytes + 4);
        der.write(tag);
        if (bytes >= 0x100) {
            der.write(0x82);
            der.write(bytes >> 8);
        } else if (bytes >= 0x80) {
            der.write(0x81);
        }
        der.write(bytes); // its low byte
        der.writeBytes(contents.toByteArray());
        return der.toByteArray();
    }
}
