package dev.sluice.wire.picture;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many pictures a request asks for in members that its model has a name of its own for. Which
 * of them counts is the model's affair, so the most of them is what may come.
 */
public final class PictureCounts {
    /** One job's, in one schema or another of Atlas Cloud's. */
    static final List<String> OF_A_JOB = List.of("num_images", "max_images");

    private static final long MOST = 100;

    private PictureCounts() {}

    /**
     * The most that any of these members asks for; one where none does. No model makes none, or
     * thousands.
     */
    public static long most(RequestBody body, List<String> names) throws BadRequest {
        long most = 1;
        for (String name : names) {
            OptionalLong told = number(body, name);
            if (told.isPresent() && (told.getAsLong() < 1 || told.getAsLong() > MOST)) {
                throw new BadRequest(
                        "Invalid '" + name + "': expected 1 to " + MOST + " pictures.",
                        name,
                        "invalid_value");
            }
            most = Math.max(most, told.orElse(1));
        }
        return most;
    }

    /** A number, or a text of one; empty where it is none, which is the provider's to refuse. */
    public static OptionalLong number(RequestBody body, String name) {
        try {
            return body.isText(name)
                    ? OptionalLong.of(Long.parseLong(body.text(name).strip()))
                    : body.integer(name, Long.MIN_VALUE, Long.MAX_VALUE);
        } catch (BadRequest | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
