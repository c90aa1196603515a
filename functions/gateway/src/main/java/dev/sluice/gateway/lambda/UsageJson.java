package dev.sluice.gateway.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import java.io.IOException;

/** What was counted, as fields of a line: tokens always, other measures where there are any. */
final class UsageJson {
    private static final Measure[] MEASURES = Measure.values();

    private UsageJson() {}

    static void write(JsonGenerator json, Metered usage) throws IOException {
        json.writeNumberField("inputTokens", usage.of(Measure.INPUT_TOKENS));
        json.writeNumberField("cachedInputTokens", usage.of(Measure.CACHED_INPUT_TOKENS));
        json.writeNumberField("outputTokens", usage.of(Measure.OUTPUT_TOKENS));
        json.writeNumberField("reasoningTokens", usage.of(Measure.REASONING_TOKENS));
        for (Measure measure : MEASURES) {
            if (measure.isCounted() && !isAlwaysThere(measure) && usage.of(measure) != 0) {
                json.writeNumberField(measure.attribute(), usage.of(measure));
            }
        }
        json.writeBooleanField("estimated", usage.estimated());
    }

    private static boolean isAlwaysThere(Measure measure) {
        return measure == Measure.INPUT_TOKENS
                || measure == Measure.CACHED_INPUT_TOKENS
                || measure == Measure.OUTPUT_TOKENS
                || measure == Measure.REASONING_TOKENS;
    }
}
