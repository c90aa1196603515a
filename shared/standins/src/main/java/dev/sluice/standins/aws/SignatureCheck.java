package dev.sluice.standins.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AWS's side of Signature Version 4, written from its description: says whether a request was
 * signed with this secret. It shares nothing with the signer that it checks.
 */
public final class SignatureCheck {
    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    "AWS4-HMAC-SHA256 Credential=[^/]+/(\\d{8}/([^/]+)/([^/]+)/aws4_request), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})");

    private final String secret;

    public SignatureCheck(String secret) {
        this.secret = secret;
    }

    /** What a valid signature was made for. */
    public record Scope(String region, String service) {}

    /**
     * The scope of a valid signature.
     *
     * @param headers of the request; case of the names does not count
     * @throws IllegalArgumentException where there is none, or a wrong one
     */
    public Scope scope(String method, URI url, Map<String, String> headers, byte[] body) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.putAll(headers);
        Matcher signed = AUTHORIZATION.matcher(fields.getOrDefault("authorization", ""));
        if (!signed.matches()) {
            throw new IllegalArgumentException("no signature: " + fields.get("authorization"));
        }
        String canonical = canonical(method, url, fields, signed.group(4), body);
        String toSign =
                String.join(
                        "\n",
                        "AWS4-HMAC-SHA256",
                        fields.get("x-amz-date"),
                        signed.group(1),
                        hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : signed.group(1).split("/")) {
            key = hmac(key, part);
        }
        if (!hex(hmac(key, toSign)).equals(signed.group(5))) {
            throw new IllegalArgumentException("a wrong signature, of:\n" + canonical);
        }
        return new Scope(signed.group(2), signed.group(3));
    }

    private static String canonical(
            String method, URI url, Map<String, String> fields, String signed, byte[] body) {
        List<String> lines = new ArrayList<>();
        lines.add(method);
        lines.add(url.getRawPath().isEmpty() ? "/" : url.getRawPath());
        lines.add(query(url.getRawQuery()));
        for (String name : signed.split(";")) {
            lines.add(name + ":" + fields.getOrDefault(name, "").strip().replaceAll(" +", " "));
        }
        lines.add("");
        lines.add(signed);
        lines.add(hex(sha256(body)));
        return String.join("\n", lines);
    }

    private static String query(@Nullable String raw) {
        if (raw == null) {
            return "";
        }
        List<String> parameters = new ArrayList<>(Arrays.asList(raw.split("&")));
        Collections.sort(parameters);
        return String.join("&", parameters);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
