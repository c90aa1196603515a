package dev.sluice.aws.client;

import dev.sluice.core.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;

/**
 * Signs requests to Bedrock with the process's own role (Signature Version 4, the SDK's signer),
 * body included. Service and region are those of the host, {@code bedrock-mantle.eu-west-1.api.aws}
 * or {@code bedrock-runtime.eu-west-1.amazonaws.com}; of any other host, such as a stand-in, the
 * process's own region. Safe for any thread.
 */
public final class BedrockSigner {
    private static final Pattern HOST =
            Pattern.compile("(?:.+\\.)?bedrock-(mantle|runtime)(?:-fips)?\\.([a-z0-9-]+)\\..+");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider credentials;
    private final Region region;
    private final Clock clock;

    BedrockSigner(AwsCredentialsProvider credentials, Region region, Clock clock) {
        this.credentials = credentials;
        this.region = region;
        this.clock = clock;
    }

    /**
     * The headers that prove who sends a POST of JSON.
     *
     * @throws IOException where the process has no credentials
     */
    public Map<String, String> headers(URI url, byte[] body) throws IOException {
        SdkHttpRequest request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(url)
                        .putHeader("Content-Type", "application/json")
                        .build();
        Map<String, String> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sign(request, body)
                .request()
                .forEachHeader((name, values) -> added.put(name, values.getFirst()));
        added.remove("Host");
        added.remove("Content-Type");
        return added;
    }

    private SignedRequest sign(SdkHttpRequest request, byte[] body) throws IOException {
        Matcher host = HOST.matcher(request.host());
        boolean isKnown = host.matches();
        boolean isRuntime = isKnown && host.group(1).equals("runtime");
        try {
            SignRequest<AwsCredentialsIdentity> asked =
                    SignRequest.builder((AwsCredentialsIdentity) credentials.resolveCredentials())
                            .request(request)
                            .payload(ContentStreamProvider.fromByteArray(body))
                            .putProperty(
                                    AwsV4HttpSigner.SERVICE_SIGNING_NAME,
                                    isRuntime ? "bedrock" : "bedrock-mantle")
                            .putProperty(
                                    AwsV4HttpSigner.REGION_NAME,
                                    isKnown ? host.group(2) : region.id())
                            .putProperty(HttpSigner.SIGNING_CLOCK, signingClock())
                            .build();
            return signer.sign(asked);
        } catch (SdkException e) {
            throw new IOException("this process has no AWS credentials to sign with", e);
        }
    }

    private java.time.Clock signingClock() {
        InstantSource now = clock::instant;
        return now.withZone(ZoneOffset.UTC);
    }
}
