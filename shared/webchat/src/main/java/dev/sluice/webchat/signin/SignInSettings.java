package dev.sluice.webchat.signin;

import dev.sluice.core.limit.Limit;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * How people sign in with Google.
 *
 * @param clientIds the applications whose tokens count; at least one
 * @param jwksUrl where Google's signing keys are
 * @param tokenInfoUrl who tells what an access token is
 * @param limits of everybody who signed in, each by itself
 */
public record SignInSettings(
        Set<String> clientIds,
        URI jwksUrl,
        URI tokenInfoUrl,
        AllowedPeople allowed,
        List<Limit> limits) {
    public static final URI GOOGLE_JWKS = URI.create("https://www.googleapis.com/oauth2/v3/certs");
    public static final URI GOOGLE_TOKEN_INFO =
            URI.create("https://oauth2.googleapis.com/tokeninfo");

    public SignInSettings {
        clientIds = Set.copyOf(clientIds);
        limits = List.copyOf(limits);
        if (clientIds.isEmpty()) {
            throw new IllegalArgumentException("sign-in needs at least one client id");
        }
    }
}
