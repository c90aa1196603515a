package dev.sluice.devkit.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.gateway.http.HttpFront;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Google's signing keys on this machine, and tokens signed with them. */
final class FakeGoogle implements AutoCloseable {
    static final String CLIENT_ID = "web-client.apps.example";

    final AtomicInteger fetches = new AtomicInteger();

    /** About access tokens. */
    final AtomicInteger questions = new AtomicInteger();

    private final HttpFront front;
    private volatile RSAKey key;
    private volatile String tokenInfo = "{}";

    FakeGoogle() throws IOException, JOSEException {
        key = newKey("key-1");
        front = HttpFront.start("127.0.0.1", 0, this::handle);
    }

    URI jwksUrl() {
        return URI.create("http://127.0.0.1:" + front.port() + "/certs");
    }

    URI tokenInfoUrl() {
        return URI.create("http://127.0.0.1:" + front.port() + "/tokeninfo");
    }

    /** From now on another key signs, and the old one is gone. */
    void rotate(String id) throws JOSEException {
        key = newKey(id);
    }

    void tokenInfo(String json) {
        tokenInfo = json;
    }

    /** A good token of this address. */
    String token(String email) throws JOSEException {
        return token(claims -> claims.claim("email", email));
    }

    /** A good token but for what is changed. */
    String token(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        return token(key, change);
    }

    static String token(RSAKey key, Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer("https://accounts.google.com")
                        .audience(CLIENT_ID)
                        .subject("1234")
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(3_600)))
                        .claim("email", "ann@example.com")
                        .claim("email_verified", true);
        change.accept(claims);
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                        claims.build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    RSAKey key() {
        return key;
    }

    static RSAKey newKey(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).algorithm(JWSAlgorithm.RS256).generate();
    }

    private void handle(DoorRequest request, DoorReply reply) throws IOException {
        String json = tokenInfo;
        if (request.path().equals("/tokeninfo")) {
            questions.incrementAndGet();
        }
        if (request.path().equals("/certs")) {
            fetches.incrementAndGet();
            json = new JWKSet(key.toPublicJWK()).toString();
        }
        byte[] body = json.getBytes(UTF_8);
        try (OutputStream out =
                reply.begin(200, Headers.of("content-type", "application/json"), body.length)) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        front.close();
    }
}
