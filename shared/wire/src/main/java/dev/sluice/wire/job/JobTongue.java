package dev.sluice.wire.job;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.openai.Quirk;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How a provider is asked how far a job is, and answers. Safe for any thread. */
public interface JobTongue {
    /** The provider that speaks {@link #ATLAS}. */
    String ATLAS_PROVIDER = "atlascloud";

    JobTongue ATLAS = new AtlasJobs();
    JobTongue TOGETHER = new TogetherJobs();

    /** Atlas Cloud has its own; Together's is spoken by all others that have any. */
    static JobTongue of(Provider provider) {
        return Quirk.ATLAS_MEDIA.isOf(provider) ? ATLAS : TOGETHER;
    }

    /** Where a job is looked at, beside the slot's base URL or outright. */
    String path(URI baseUrl, String jobId);

    /**
     * Reads what the provider says of a job, when it takes it and whenever it is asked.
     *
     * @return null where it says nothing of one
     */
    @Nullable Progress read(byte[] body);
}
