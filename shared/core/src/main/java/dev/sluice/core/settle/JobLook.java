package dev.sluice.core.settle;

/** Asks a job's provider how far it has come. Blocking, bounded; safe for any thread. */
@FunctionalInterface
public interface JobLook {
    /** Nobody can be asked: jobs are settled as estimated when their time is over. */
    JobLook NONE = row -> new Seen.Silent();

    /** Never throws: what cannot be asked is silent. */
    Seen look(JobRow row);

    /** What a look came to. */
    sealed interface Seen {
        /** It has ended. */
        record Ended(JobEnd end) implements Seen {}

        /** It goes on. */
        record Running() implements Seen {}

        /** Its provider does not know it (404). */
        record Forgotten() implements Seen {}

        /** The provider did not say: it failed, or it cannot be asked. */
        record Silent() implements Seen {}
    }
}
