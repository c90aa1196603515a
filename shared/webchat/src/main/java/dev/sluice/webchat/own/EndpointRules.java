package dev.sluice.webchat.own;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a caller may send its own key: to the base URL of the type it names, or to one that the
 * operator allows. A URL from outside is only ever compared; what is called is the operator's own
 * text of it, so that no trick of spelling, naming or redirecting leads anywhere else.
 *
 * <p>The catalog's address of a type that was moved stands for the moved one: frontends store what
 * the catalog says, and the catalog's own address is never called.
 */
public final class EndpointRules {
    private static final String CHAT_PATH = "/chat/completions";

    private final Catalog catalog;
    private final Map<String, URI> movedByType;
    private final List<URI> allowed;

    /**
     * @param movedByType base URLs that stand in for the catalog's, by provider name
     * @param allowed further base URLs that callers may name
     */
    public EndpointRules(Catalog catalog, Map<String, URI> movedByType, List<URI> allowed) {
        this.catalog = catalog;
        this.movedByType = Map.copyOf(movedByType);
        this.allowed = List.copyOf(allowed);
    }

    /** A provider and the base URL to call. */
    public record Target(Provider provider, URI baseUrl) {}

    /** The base URL of a caller's provider; the type's own where the caller names none. */
    URI check(Provider provider, String given) throws Rejected {
        Optional<URI> base = baseUrl(provider);
        if (given.isEmpty() && base.isPresent()) {
            return base.get();
        }
        Optional<URI> asked = parse(given);
        if (asked.isPresent()) {
            Optional<URI> known = exact(asked.get());
            if (known.isPresent()) {
                return known.get();
            }
            if (base.isPresent() && isOf(provider, asked.get(), base.get())) {
                return base.get();
            }
        }
        throw refuse(provider.name(), base);
    }

    /** What a {@code targetUrl} stands for. */
    public Optional<Target> find(String targetUrl) {
        Optional<URI> asked = parse(targetUrl);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Optional<Provider> any = catalog.provider("openai-compatible");
        return known(asked.get(), this::baseUrl)
                .or(() -> exact(asked.get()).flatMap(url -> any.map(of -> new Target(of, url))))
                .or(() -> known(asked.get(), Provider::baseUrl));
    }

    /** The type whose address this is, where {@code address} says where a type is. */
    private Optional<Target> known(URI asked, Function<Provider, Optional<URI>> address) {
        for (Provider provider : catalog.providers()) {
            Optional<URI> known = address.apply(provider);
            Optional<URI> base = baseUrl(provider);
            if (known.isPresent() && base.isPresent() && same(asked, known.get())) {
                return Optional.of(new Target(provider, base.get()));
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(Provider provider, URI asked, URI base) {
        Optional<URI> listed = provider.baseUrl();
        return leadsTo(asked, base) || (listed.isPresent() && leadsTo(asked, listed.get()));
    }

    private Optional<URI> baseUrl(Provider provider) {
        return Optional.ofNullable(movedByType.get(provider.name())).or(provider::baseUrl);
    }

    private Optional<URI> exact(URI asked) {
        return allowed.stream().filter(url -> same(asked, url)).findFirst();
    }

    private static boolean same(URI asked, URI known) {
        return sameOrigin(asked, known) && path(asked).equals(path(known));
    }

    /**
     * The same, or the front part of it: frontends store {@code …/v1beta} for a base of {@code
     * …/v1beta/openai}.
     */
    private static boolean leadsTo(URI asked, URI base) {
        return sameOrigin(asked, base) && (path(base) + "/").startsWith(path(asked) + "/");
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static String path(URI url) {
        String path = withoutSlashes(url.getRawPath());
        return path.endsWith(CHAT_PATH)
                ? withoutSlashes(path.substring(0, path.length() - CHAT_PATH.length()))
                : path;
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Empty for whatever is more, or less, than scheme, host, port and path. */
    private static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            boolean plain =
                    url.getHost() != null
                            && url.getRawUserInfo() == null
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null
                            && isHttp(String.valueOf(url.getScheme()));
            return plain ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isHttp(String scheme) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        return lower.equals("https") || lower.equals("http");
    }

    /** Does not repeat the URL: it may hold a password. */
    private static Rejected refuse(String type, Optional<URI> base) {
        String rule =
                base.map(
                                url ->
                                        "It must be "
                                                + url
                                                + ", or one that the operator of this server"
                                                + " allows.")
                        .orElse("It must be one that the operator of this server allows.");
        return new Rejected(
                new Rejection.Forbidden(
                        "The endpoint of your provider \"" + type + "\" is not allowed. " + rule,
                        "endpoint_not_allowed"));
    }
}
