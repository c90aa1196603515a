package dev.sluice.wire.job;

import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.Set;

/**
 * Judges every address in a body whose members are not known here: a provider may fetch any of
 * them. What is a text for people is none, even where it begins like one.
 */
public final class BodyAddresses {
    private static final Set<String> TEXTS =
            Set.of("model", "prompt", "negative_prompt", "text", "lyrics");

    private BodyAddresses() {}

    /** Refuses a body with an address that no provider may be sent to. */
    public static void judge(RequestBody body) throws BadRequest {
        body.judge(
                (text, member) -> {
                    if (!TEXTS.contains(member) && AddressRule.mayBeAddress(text)) {
                        AddressRule.check(text.strip(), member);
                    }
                });
    }
}
