package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.KEY;
import static dev.sluice.devkit.web.WebWorld.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.standins.ScriptedProvider;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F5 and F6 of the contract: who may come in, and who may use the server's providers. */
final class SignInTest {
    private static final String PROBE =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"test\"}],\"providers\":[]}";

    private ScriptedProvider provider;
    private FakeGoogle google;
    private WebWorld world;

    @BeforeEach
    void start() throws Exception {
        provider = ChatScripts.provider();
        google = new FakeGoogle();
        world =
                WebWorld.at(provider)
                        .set(
                                "SLUICE_GOOGLE_CLIENT_ID",
                                "other.apps.example," + FakeGoogle.CLIENT_ID)
                        .set("SLUICE_GOOGLE_JWKS_URL", google.jwksUrl().toString())
                        .set("SLUICE_GOOGLE_TOKENINFO_URL", google.tokenInfoUrl().toString())
                        .set("SLUICE_ALLOWED_EMAILS", "Ann@Example.com")
                        .set("SLUICE_ALLOWED_DOMAINS", "friends.example")
                        .set("SLUICE_ALLOWED_ENDPOINTS", provider.baseUrl())
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
        google.close();
        provider.close();
    }

    @Test
    void whoIsAllowedUsesTheServersProvidersUnderItsAddress() throws Exception {
        for (String token :
                new String[] {
                    google.token("ANN@example.com"),
                    google.token(
                            claims ->
                                    claims.claim("email", "bob@friends.example")
                                            .claim("hd", "Friends.example"))
                }) {
            assertThat(world.chat(token, body("")).bubble).isEqualTo("Hello!");
        }
        HttpResponse<String> usage = world.get("/usage", google.token("Ann@example.com"));
        assertThat(usage.body())
                .contains("\"userEmail\":\"ann@example.com\",\"totalCost\":0.0013,");
    }

    /** Anybody can have an account of Google's with an address of any domain that it can read. */
    @Test
    void aDomainIsWhatGoogleSaysAndNotTheEndOfAnAddress() throws Exception {
        String anyone = google.token("bob@friends.example");
        String other =
                google.token(
                        claims ->
                                claims.claim("email", "bob@friends.example")
                                        .claim("hd", "else.example"));
        for (String token : new String[] {anyone, other}) {
            assertThat(world.post("/chat", token, PROBE).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void theProxyIsForThoseWhoMayUseTheServersProviders() throws Exception {
        String proxied =
                "{\"apiKey\":\"k\",\"targetUrl\":\""
                        + provider.baseUrl()
                        + "\",\"model\":\"mine\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        assertThat(world.post("/proxy", google.token("eve@else.example"), proxied).statusCode())
                .isEqualTo(403);
        assertThat(provider.seen()).isEmpty();
        assertThat(world.post("/proxy", google.token("ann@example.com"), proxied).statusCode())
                .isEqualTo(200);
    }

    @Test
    void junkAccessTokensAreAskedAboutOnceAndNotManyOfThem() throws Exception {
        google.tokenInfo("{}");
        for (int i = 0; i < 3; i++) {
            assertThat(world.get("/usage", "ya29.same").statusCode()).isEqualTo(401);
        }
        assertThat(google.questions).hasValue(1);
        assertThat(world.get("/usage", "ya29.no{shape").statusCode()).isEqualTo(401);
        assertThat(google.questions).hasValue(1);
        for (int i = 0; i < 200; i++) {
            assertThat(world.get("/usage", "ya29.other" + i).statusCode()).isEqualTo(401);
        }
        assertThat(google.questions.get()).isLessThan(150);
    }

    @Test
    void whoSignedInHasLimits() throws Exception {
        String ann = google.token("ann@example.com");
        int limited = 0;
        for (int i = 0; i < 70; i++) {
            limited += world.chat(ann, body("")).error.isEmpty() ? 0 : 1;
        }
        assertThat(limited).isPositive();
    }

    @Test
    void f5WithoutATokenThatCountsNobodyIsIn() throws Exception {
        for (String token : new String[] {"", "nonsense", "a.b.c", "ya29.whatever"}) {
            assertThat(world.post("/chat", token, body("")).body())
                    .isEqualTo(
                            "event: error\ndata: {\"error\":\"Authentication required\",\"code\":\"UNAUTHORIZED\",\"statusCode\":401}\n\n");
        }
        assertThat(provider.seen()).isEmpty();
    }

    @Test
    void f6OthersNeedAProviderOfTheirOwn() throws Exception {
        String eve = google.token("eve@else.example");
        UiChat chat = world.chat(eve, body(""));
        assertThat(chat.only("error").data())
                .hasToString(
                        "{error=No LLM providers configured. Please add at least one provider in settings., code=FORBIDDEN, statusCode=403, requiresProviderSetup=true, authorized=false}");
        HttpResponse<String> probe = world.post("/chat", eve, PROBE);
        assertThat(probe.statusCode()).isEqualTo(403);
        assertThat(probe.headers().firstValue("content-type").orElse(""))
                .isEqualTo("application/json");
        assertThat(probe.body()).contains("\"requiresProviderSetup\":true");
        assertThat(world.post("/chat", google.token("ann@example.com"), PROBE).statusCode())
                .isEqualTo(200);
        assertThat(provider.seen()).isEmpty();

        provider.then(ChatScripts.error(500));
        String own =
                "{\"providers\":[{\"type\":\"openai-compatible\",\"apiEndpoint\":\""
                        + provider.baseUrl()
                        + "\",\"apiKey\":\"k\",\"modelName\":\"mine\"}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        assertThat(world.chat(eve, own).error).isNotEmpty();
        assertThat(world.chat(eve, own).bubble).isEqualTo("Hello!");
        assertThat(provider.seen())
                .as("never with a key of the server's")
                .extracting(ScriptedProvider.Seen::key)
                .containsOnly("Bearer k");
    }

    @Test
    void everyCheckIsMadeAndOnlyTheLogSaysWhich() throws Exception {
        Map<String, String> bad = new LinkedHashMap<>();
        Date past = Date.from(Instant.now().minusSeconds(120));
        bad.put("audience", google.token(c -> c.audience("someone.else")));
        bad.put("issuer", google.token(c -> c.issuer("https://evil.example")));
        bad.put("expired", google.token(c -> c.expirationTime(past)));
        bad.put("no expiry", google.token(c -> c.expirationTime(null)));
        bad.put("not verified", google.token(c -> c.claim("email_verified", false)));
        bad.put("e-mail address", google.token(c -> c.claim("email", null)));
        bad.put("signature", FakeGoogle.token(FakeGoogle.newKey(google.key().getKeyID()), c -> {}));
        bad.put("could not be checked|signature|no JWT", new PlainJWT(claims()).serialize());
        bad.put("signature, algorithm", hmacWithThePublicKey());
        for (var each : bad.entrySet()) {
            int before = world.printed().length();
            HttpResponse<String> response = world.get("/usage", each.getValue());
            assertThat(response.statusCode()).as(each.getKey()).isEqualTo(401);
            assertThat(response.body())
                    .isEqualTo(
                            "{\"error\":\"Unauthorized\",\"message\":\"Missing or invalid authorization header\"}");
            String line = world.printed().substring(before);
            assertThat(line).containsPattern(each.getKey()).doesNotContain(each.getValue());
        }
    }

    @Test
    void keysAreKeptAndANewOneIsFound() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(world.get("/usage", google.token("ann@example.com")).statusCode())
                    .isEqualTo(200);
        }
        assertThat(google.fetches).hasValue(1);
        String old = google.token("ann@example.com");
        google.rotate("key-2");
        assertThat(world.get("/usage", google.token("ann@example.com")).statusCode())
                .isEqualTo(200);
        assertThat(world.get("/usage", old).statusCode()).isEqualTo(401);
    }

    @Test
    void anAccessTokenCountsOnlyIfItWasMadeForUs() throws Exception {
        google.tokenInfo(
                "{\"aud\":\"someone.else\",\"email\":\"ann@example.com\",\"email_verified\":\"true\",\"expires_in\":\"3000\"}");
        assertThat(world.get("/usage", "ya29.one").statusCode()).isEqualTo(401);
        assertThat(world.printed()).contains("access token's audience");
        google.tokenInfo(
                "{\"aud\":\""
                        + FakeGoogle.CLIENT_ID
                        + "\",\"email\":\"ann@example.com\",\"email_verified\":\"true\",\"expires_in\":\"3000\"}");
        assertThat(world.get("/usage", "ya29.two").body()).contains("ann@example.com");
    }

    @Test
    void aGatewayKeyOpensTheseDoorsToo() throws Exception {
        assertThat(world.chat(KEY, body("")).bubble).isEqualTo("Hello!");
    }

    private static JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://accounts.google.com")
                .audience(FakeGoogle.CLIENT_ID)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("email", "ann@example.com")
                .claim("email_verified", true)
                .build();
    }

    /** The old trick: the public key as the secret of another algorithm. */
    private String hmacWithThePublicKey() throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .keyID(google.key().getKeyID())
                                .build(),
                        claims());
        jwt.sign(new MACSigner(google.key().toRSAPublicKey().getEncoded()));
        return jwt.serialize();
    }
}
