package dev.sluice.core.tls;

import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Which key exchange a client offers first. The JDK makes two keys for each hello, one of X25519
 * and one of P-256, and the first of the latter kind costs a process 70 ms of CPU. So the first
 * hello to a peer offers X25519 alone, which nearly all speak; one that refuses it is told all that
 * the JDK offers, over a new connection, and from then on at once. Where the JDK's list was set
 * otherwise, or has something better at its top, it stays as it is. Safe for any thread.
 */
public final class KeyOffer {
    private static final String[] FIRST = {"x25519"};
    private static final int MOST_PEERS = 1_000;

    private final Set<String> refusing = ConcurrentHashMap.newKeySet();

    /**
     * Makes the parameters of a connection to that peer those of a first offer, if it gets one.
     *
     * @param peer host and port
     */
    public void apply(String peer, SSLParameters parameters) {
        String[] groups = parameters.getNamedGroups();
        if (groups != null && groups.length > 1 && groups[0].equals(FIRST[0]) && isFirst(peer)) {
            parameters.setNamedGroups(FIRST);
            parameters.setCipherSuites(withoutFiniteFields(parameters.getCipherSuites()));
        }
    }

    /** Whether a connection that begins now makes the first offer to that peer. */
    public boolean isFirst(String peer) {
        return !refusing.contains(peer);
    }

    /**
     * Whether that peer, to which the first offer was made, is worth another connection: it and all
     * later ones offer all. Several that were refused at once are each worth one.
     *
     * @param failure of the handshake, before anything else was sent
     */
    public boolean widens(String peer, SSLException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return false; // it agreed to the keys; it is not who it should be
            }
        }
        if (refusing.size() >= MOST_PEERS) {
            refusing.clear();
        }
        refusing.add(peer);
        return true;
    }

    /** Else a peer of TLS 1.2 that lacks the group would choose these, rather than refuse. */
    private static String[] withoutFiniteFields(String[] suites) {
        List<String> kept = new ArrayList<>(suites.length);
        for (String suite : suites) {
            if (!suite.startsWith("TLS_DHE_")) {
                kept.add(suite);
            }
        }
        return kept.toArray(new String[0]);
    }
}
