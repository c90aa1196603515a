package dev.sluice.aws.client;

import dev.sluice.aws.settings.Loopback;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;

/**
 * Where a service is and who we are there.
 *
 * <ul>
 *   <li>Endpoint: the service's own variable, else {@code AWS_ENDPOINT_URL}, else AWS.
 *   <li>Region: {@code AWS_REGION}, {@code AWS_DEFAULT_REGION}, else us-east-1 where the endpoint
 *       is overridden, else that of the AWS profile.
 *   <li>Credentials: {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY} (with {@code
 *       AWS_SESSION_TOKEN}); else, for an endpoint on this machine, where no other source is named
 *       either, made-up ones that an emulator accepts; else the SDK's default chain.
 * </ul>
 */
public record AwsPlace(Optional<URI> endpoint, Region region, AwsCredentialsProvider credentials) {

    /**
     * @param endpointVariable the service's own: {@code AWS_ENDPOINT_URL_SSM}
     */
    public static AwsPlace of(Map<String, String> environment, String endpointVariable) {
        Optional<URI> endpoint = endpoint(environment, endpointVariable);
        return new AwsPlace(
                endpoint, region(environment, endpoint), credentials(environment, endpoint));
    }

    /**
     * The proxy on the way there, of the process's own variables ({@code HTTPS_PROXY} or {@code
     * HTTP_PROXY} by the scheme, {@code NO_PROXY}); the SDK reads them, passwords included.
     */
    public ProxyConfiguration proxy() {
        String scheme = endpoint.map(URI::getScheme).orElse("https");
        return ProxyConfiguration.builder().scheme(scheme).build();
    }

    static Optional<URI> endpoint(Map<String, String> environment, String own) {
        for (String variable : new String[] {own, "AWS_ENDPOINT_URL"}) {
            String value = set(environment, variable);
            if (value != null) {
                return Optional.of(uri(variable, value));
            }
        }
        return Optional.empty();
    }

    private static URI uri(String variable, String value) {
        try {
            URI uri = URI.create(value);
            if (uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below, without the value
        }
        throw new IllegalArgumentException(variable + " must be a URL like http://localhost:8000");
    }

    private static Region region(Map<String, String> environment, Optional<URI> endpoint) {
        String named = set(environment, "AWS_REGION");
        if (named == null) {
            named = set(environment, "AWS_DEFAULT_REGION");
        }
        if (named != null) {
            return Region.of(named);
        }
        return endpoint.isPresent() ? Region.US_EAST_1 : profileRegion();
    }

    private static Region profileRegion() {
        try {
            Region region = new AwsProfileRegionProvider().getRegion();
            if (region != null) {
                return region;
            }
        } catch (SdkClientException e) {
            // told below
        }
        throw new IllegalArgumentException("no AWS region: set AWS_REGION");
    }

    private static AwsCredentialsProvider credentials(
            Map<String, String> environment, Optional<URI> endpoint) {
        String id = set(environment, "AWS_ACCESS_KEY_ID");
        String secret = set(environment, "AWS_SECRET_ACCESS_KEY");
        if (id != null && secret != null) {
            return StaticCredentialsProvider.create(
                    given(id, secret, set(environment, "AWS_SESSION_TOKEN")));
        }
        boolean emulated = endpoint.map(uri -> Loopback.is(uri.getHost())).orElse(false);
        return emulated && !namesCredentials(environment)
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))
                : DefaultCredentialsProvider.builder().build();
    }

    private static AwsCredentials given(String id, String secret, @Nullable String token) {
        return token == null
                ? AwsBasicCredentials.create(id, secret)
                : AwsSessionCredentials.create(id, secret, token);
    }

    private static boolean namesCredentials(Map<String, String> environment) {
        return set(environment, "AWS_PROFILE") != null
                || set(environment, "AWS_WEB_IDENTITY_TOKEN_FILE") != null
                || set(environment, "AWS_CONTAINER_CREDENTIALS_FULL_URI") != null
                || set(environment, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != null;
    }

    private static @Nullable String set(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
