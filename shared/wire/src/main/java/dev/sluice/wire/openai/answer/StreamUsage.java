package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.openai.TokenEstimate;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has used so far: what its provider told, and the text that has been relayed since.
 *
 * <p>Output that is told while more is to come may leave out what was relayed: Anthropic begins
 * with {@code "output_tokens":1}, whatever follows. Such a count stands where it was told at the
 * end, or has been seen to grow; any other is raised to an estimate of all that was relayed. For
 * one stream and one thread.
 */
public final class StreamUsage {
    private @Nullable Metered told;
    private boolean wasToldAtTheEnd;
    private boolean grew;
    private boolean shrank;
    private long contentBytes;

    /** What had been relayed when the output was told that stands. */
    private long countedBytes;

    /** So many UTF-8 bytes of text, reasoning or tool arguments are relayed. */
    public void relayed(long bytes) {
        contentBytes += bytes;
    }

    /** UTF-8 bytes of text, reasoning and tool arguments so far. */
    public long contentBytes() {
        return contentBytes;
    }

    /**
     * The provider tells what has been used until here, the text of the same event included.
     *
     * @param atTheEnd nothing is generated any more
     * @return whether that is news: a later zero is none
     */
    public boolean tell(@Nullable Metered usage, boolean atTheEnd) {
        if (usage == null || (told != null && ToldUsage.lacksWhatIsIn(usage, told))) {
            return false;
        }
        long before = told == null ? 0 : told.of(Measure.OUTPUT_TOKENS);
        long now = usage.of(Measure.OUTPUT_TOKENS);
        grew |= told != null && now > before;
        shrank |= now < before;
        wasToldAtTheEnd |= atTheEnd;
        if (atTheEnd || now > before) {
            countedBytes = contentBytes;
        }
        told = usage;
        return true;
    }

    /**
     * What was told, with an estimate of output that it leaves out; null where nothing was.
     *
     * @param ended whether the answer has come to its end
     */
    public @Nullable Metered told(boolean ended) {
        if (told == null) {
            return null;
        }
        long output = told.of(Measure.OUTPUT_TOKENS);
        boolean stands = ended || wasToldAtTheEnd || (grew && !shrank);
        long all =
                stands
                        ? output + TokenEstimate.ofBytes(contentBytes - countedBytes)
                        : Math.max(output, TokenEstimate.ofBytes(contentBytes));
        return all == output
                ? told
                : new Metered(
                        told.measures()
                                .with(Measure.OUTPUT_TOKENS, Math.min(all, Measures.MOST_COUNTED)),
                        true,
                        told.toldNanoUsd());
    }

    /** The same with the given input where none was told, and all output estimated. */
    public Metered orEstimated(boolean ended, long estimatedInputTokens) {
        return ToldUsage.orEstimated(told(ended), estimatedInputTokens, contentBytes);
    }
}
