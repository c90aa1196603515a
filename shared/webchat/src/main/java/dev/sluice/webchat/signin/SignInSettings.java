package dev.sluice.webchat.signin;

import java.net.URI;
import java.util.Set;

/**
 * How people sign in with Google.
 *
 * @param clientIds the applications whose tokens count; at least one
 * @param jwksUrl where Google's signing keys are
 * @param tokenInfoUrl who tells what an access token is
 */
public record SignInSettings(
        Set<String> clientIds, URI jwksUrl, URI tokenInfoUrl, Allowed allowed) {
    public static final URI GOOGLE_JWKS = URI.create("https://www.googleapis.com/oauth2/v3/certs");
    public static final URI GOOGLE_TOKEN_INFO =
            URI.create("https://oauth2.googleapis.com/tokeninfo");

    public SignInSettings {
        clientIds = Set.copyOf(clientIds);
        if (clientIds.isEmpty()) {
            throw new IllegalArgumentException("sign-in needs at least one client id");
        }
    }
}
