package dev.sluice.deploy.console;

import java.time.Duration;

/** How a command waits between two looks; tests do not. */
@FunctionalInterface
public interface Pacing {
    void pause(Duration time) throws InterruptedException;

    static Pacing real() {
        return Thread::sleep;
    }
}
