package dev.sluice.core.tls;

import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;

/**
 * Which cipher a client names first: ChaCha20-Poly1305, as machines do that have no instructions
 * for AES. A JVM that compiles with C1 alone, as all of ours do, has none: a record takes it two to
 * four times as long with AES ({@code docs/decisions/0008-speed.md}, "What a record costs"). A peer
 * that goes by its client's order, as OpenSSL's do by default, takes it; another one, or one that
 * lacks it, chooses what it chose before. Where the JDK's list was set otherwise, it stays as it
 * is.
 */
public final class CipherOrder {
    private static final String JDKS_FIRST = "TLS_AES_256_GCM_SHA384";

    /** The JDK's own property, for whoever wants another list. */
    private static final String SET = "jdk.tls.client.cipherSuites";

    private CipherOrder() {}

    /** Puts it first; the same suites as before, the others in the order that they have. */
    public static void apply(SSLParameters parameters) {
        String[] suites = parameters.getCipherSuites();
        if (suites != null && isTheJdks(suites)) {
            parameters.setCipherSuites(reordered(suites));
        }
    }

    private static boolean isTheJdks(String[] suites) {
        return suites.length > 0 && suites[0].equals(JDKS_FIRST) && System.getProperty(SET) == null;
    }

    private static String[] reordered(String[] suites) {
        List<String> first = new ArrayList<>(suites.length);
        List<String> others = new ArrayList<>(suites.length);
        for (String suite : suites) {
            (isCheap(suite) ? first : others).add(suite);
        }
        first.addAll(others);
        return first.toArray(new String[0]);
    }

    /** Not over finite fields: their keys cost more than any cipher. */
    private static boolean isCheap(String suite) {
        return suite.contains("CHACHA20") && !suite.startsWith("TLS_DHE_");
    }
}
