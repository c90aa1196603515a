package dev.sluice.gateway.lambda;

import dev.sluice.wire.door.Percent;

/**
 * The path of an event as a door wants it: without the stage, decoded once, not normalised.
 *
 * <p>REST APIs and function URLs send the path as the client wrote it, HTTP APIs send it decoded;
 * nothing in the event tells which. So an escape is decoded where it is one, and a lone percent
 * sign stays itself.
 */
final class EventPath {
    private EventPath() {}

    /**
     * Takes {@code /<stage>} off the front. A REST API's {@code path} has no stage on AWS, and has
     * one in some emulators and behind some proxies.
     */
    static String withoutStage(String path, String stage) {
        String prefix = "/" + stage;
        if (stage.isEmpty() || stage.equals("$default") || !path.startsWith(prefix)) {
            return path;
        }
        if (path.length() == prefix.length()) {
            return "/";
        }
        return path.charAt(prefix.length()) == '/' ? path.substring(prefix.length()) : path;
    }

    /**
     * Takes the base path off that a custom domain maps to the stage: a REST API leaves it in
     * {@code path} and in the context's, but not in what its route {@code /{proxy+}} matched.
     *
     * @param path decoded
     * @param proxy what the route matched, decoded or not; empty where that is not known
     */
    static String behindBase(String path, String proxy) {
        String matched = "/" + proxy;
        String tail = tail(path, matched);
        if (!tail.isEmpty()) {
            return tail;
        }
        try {
            tail = tail(path, decoded(matched));
        } catch (BadEvent e) {
            // It was decoded already, and that is no match.
        }
        return tail.isEmpty() ? path : tail;
    }

    /** The end of the path that is this, behind at least one other segment; else empty. */
    private static String tail(String path, String matched) {
        String end = path.endsWith("/") && !matched.endsWith("/") ? matched + "/" : matched;
        int base = path.length() - end.length();
        boolean behind =
                end.length() > 1 && path.endsWith(end) && base > 0 && path.charAt(base - 1) != '/';
        return behind ? end : "";
    }

    static String decoded(String path) throws BadEvent {
        if (!path.startsWith("/")) {
            throw new BadEvent("the path does not start with a slash");
        }
        String text = Percent.decode(path, Percent.Broken.KEPT);
        if (text == null) {
            throw new BadEvent("the path is no UTF-8 or has a control character");
        }
        return text;
    }
}
