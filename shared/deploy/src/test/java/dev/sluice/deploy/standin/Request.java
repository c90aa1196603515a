package dev.sluice.deploy.standin;

import java.util.function.Supplier;

/** A call by its name, and what it does. */
record Request(String call, Supplier<Answer> action) {
    Answer run() {
        return action.get();
    }
}
