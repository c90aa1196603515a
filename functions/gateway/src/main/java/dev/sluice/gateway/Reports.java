package dev.sluice.gateway;

import dev.sluice.core.settle.Journal;
import dev.sluice.wire.api.ApiDoor;
import java.util.function.Consumer;

/**
 * Who is told what happens in a gateway. All are called from any thread, and none may fail.
 *
 * @param journal of requests and of rows that could not be settled
 * @param faults of what went wrong in this process
 * @param slots of provider slots and settings of theirs that were left out, one line each
 * @param warnings of sign-ins that were refused and of work put off, one line each
 */
public record Reports(
        Journal journal, ApiDoor.Faults faults, Consumer<String> slots, Consumer<String> warnings) {
    void jobsPutOff(RuntimeException cause) {
        warnings.accept("Jobs could not be asked for and will be again: " + cause.getMessage());
    }
}
