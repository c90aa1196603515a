package dev.sluice.core.settle;

import dev.sluice.core.admit.Holding;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a row knows of the job that it stands for.
 *
 * @param id the provider's name for it
 * @param form in which form its caller asked for it, and is told of it
 * @param until when nobody waits for its end any more: then it is settled as estimated
 * @param held what it holds of limits until its end
 * @param shown what its caller is shown again; never a prompt
 * @param hidden whether its caller has deleted it: it is settled all the same
 */
public record Job(
        String id,
        String form,
        Instant until,
        List<Holding> held,
        Map<String, String> shown,
        boolean hidden) {
    public Job {
        held = List.copyOf(held);
        shown = Map.copyOf(shown);
    }

    /** The same, deleted by its caller. */
    public Job hide() {
        return new Job(id, form, until, held, shown, true);
    }
}
