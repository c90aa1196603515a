package dev.sluice.wire.upstream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exchanges of this process. Where it is told to end, each of them ends with a word to its
 * client, and no other begins. Safe for any thread.
 */
final class Running {
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    void begins(Exchange exchange) {
        exchanges.add(exchange);
    }

    void ends(Exchange exchange) {
        exchanges.remove(exchange);
    }

    /** Whether the process is told to end. */
    boolean isOver() {
        return over;
    }

    /** Ends them; none waits for another one's provider or client. */
    void end() {
        over = true; // before it looks: who begins now looks at it, or is seen
        exchanges.forEach(exchange -> Thread.startVirtualThread(exchange::stop));
    }
}
