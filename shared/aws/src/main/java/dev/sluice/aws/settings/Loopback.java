package dev.sluice.aws.settings;

import java.util.regex.Pattern;

/**
 * Whether a URL's host is this machine, or the one that this container runs on ({@code
 * host.docker.internal}, as Docker names it). Names are not looked up: only literals count.
 */
public final class Loopback {
    private static final Pattern V4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private Loopback() {}

    public static boolean is(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equalsIgnoreCase("host.docker.internal")
                || host.equals("[::1]")
                || host.equals("::1")
                || V4.matcher(host).matches();
    }
}
