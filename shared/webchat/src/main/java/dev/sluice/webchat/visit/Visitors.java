package dev.sluice.webchat.visit;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Secret;
import dev.sluice.webchat.signin.SignIn;
import dev.sluice.webchat.signin.Visitor;
import dev.sluice.wire.api.Visit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who is at a web door: somebody who signed in, or the holder of a gateway key. */
public final class Visitors {
    private static final String SCHEME = "bearer ";

    private final Gateway gateway;
    private final SignIn signIn;

    Visitors(Gateway gateway, SignIn signIn) {
        this.gateway = gateway;
        this.signIn = signIn;
    }

    /** A gateway key opens the operator's slots to its holder. */
    public Visitor visitor(Visit visit) throws Rejected {
        return visitor(visit.request().headers().first("authorization"));
    }

    /** The same by a token that came elsewhere than in the header. */
    public Visitor visitor(Secret token) throws Rejected {
        return visitor(SCHEME + token.reveal());
    }

    /** Whether who comes says who it is where everybody else does. */
    public static boolean isNamed(Visit visit) {
        return visit.request().headers().first("authorization") != null;
    }

    private Visitor visitor(@Nullable String authorization) throws Rejected {
        if (authorization == null || !isBearer(authorization)) {
            return holder(authorization);
        }
        String token = authorization.substring(SCHEME.length()).strip();
        return token.isEmpty() || token.startsWith("sk-")
                ? holder(authorization)
                : signIn.visitor(token);
    }

    /**
     * Comes before a body is read that may be large: refuses who is known to be over a limit of its
     * own.
     */
    public void hear(Visit visit, Visitor visitor) throws Rejected {
        if (visit.request().mayBeLarge()) {
            gateway.hear(visitor.caller());
        }
    }

    private Visitor holder(@Nullable String authorization) throws Rejected {
        return new Visitor(gateway.authenticate(authorization), true);
    }

    private static boolean isBearer(String authorization) {
        return authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }
}
