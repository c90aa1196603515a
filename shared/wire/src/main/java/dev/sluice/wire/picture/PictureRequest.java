package dev.sluice.wire.picture;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request for pictures, whichever form its client wrote it in; Together's own members are known
 * beside OpenAI's.
 *
 * @param body as JSON: see {@link PictureForm}
 * @param edits whether given pictures are to be changed
 * @param count how many pictures are asked for
 * @param each how many pictures of its own members' count may come for each of these
 * @param size as asked for, else the usual
 * @param steps of the model, where they are asked for
 * @param inText whether the pictures are to come in the answer rather than as addresses, as those
 *     of an edit do where its client does not say, for OpenAI's clients read nothing else there;
 *     empty where neither is said
 * @param stream whether they are to come as events
 * @param given the pictures that it brings along, as addresses or {@code data:} URLs
 */
public record PictureRequest(
        RequestBody body,
        boolean edits,
        int count,
        long each,
        Size size,
        OptionalLong steps,
        Optional<Boolean> inText,
        boolean stream,
        List<String> given) {

    /**
     * How large a picture is, in pixels.
     *
     * @param said whether {@code size} says it
     */
    public record Size(long width, long height, boolean said) {}

    private static final int MOST_AT_ONCE = 10;
    private static final long USUAL_PIXELS = 1_024;
    private static final long LEAST_PIXELS = 64;
    private static final long MOST_PIXELS = 8_192;
    private static final long PIXEL_STEP = 8;
    private static final long MOST_STEPS = 100;
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})[xX*]([0-9]{1,5})");
    private static final String AUTO = "auto";

    public PictureRequest {
        given = List.copyOf(given);
    }

    /** Reads and checks a request. */
    public static PictureRequest read(Content content, boolean edits) throws BadRequest {
        RequestBody body = RequestBody.parse(PictureForm.json(content));
        body.text("prompt");
        OptionalLong width = side(body, "width");
        OptionalLong height = side(body, "height");
        Optional<long[]> size = size(body, width.isPresent() || height.isPresent());
        Optional<Boolean> inText =
                body.word("response_format", Set.of("url", "b64_json", "base64"))
                        .map(word -> !word.equals("url"))
                        .or(() -> edits ? Optional.of(true) : Optional.empty());
        body.integer("partial_images", 0, 3);
        return new PictureRequest(
                body,
                edits,
                (int) body.integer("n", 1, MOST_AT_ONCE).orElse(1),
                PictureCounts.most(body, PictureCounts.OF_A_JOB),
                new Size(
                        size.map(sides -> sides[0]).orElse(width.orElse(USUAL_PIXELS)),
                        size.map(sides -> sides[1]).orElse(height.orElse(USUAL_PIXELS)),
                        size.isPresent()),
                body.integer("steps", 1, MOST_STEPS),
                inText,
                body.isTrue("stream"),
                GivenPictures.of(body, edits));
    }

    private static OptionalLong side(RequestBody body, String name) throws BadRequest {
        OptionalLong side = body.integer(name, LEAST_PIXELS, MOST_PIXELS);
        if (side.isPresent() && side.getAsLong() % PIXEL_STEP != 0) {
            throw new BadRequest(
                    "Invalid '" + name + "': it must be a multiple of " + PIXEL_STEP + ".",
                    name,
                    "invalid_value");
        }
        return side;
    }

    /** Empty for {@code auto}. */
    private static Optional<long[]> size(RequestBody body, boolean hasSides) throws BadRequest {
        if (!body.has("size")) {
            return Optional.empty();
        }
        body.require("size", "a string", Set.of(JsonToken.VALUE_STRING));
        String size = body.text("size");
        if (size.equals(AUTO)) {
            return Optional.empty();
        }
        Matcher sides = SIZE.matcher(size);
        if (hasSides || !sides.matches()) {
            throw badSize(
                    hasSides
                            ? "it stands beside 'width' and 'height'"
                            : "it must be like 1024x1024, or auto");
        }
        long width = Long.parseLong(sides.group(1));
        long height = Long.parseLong(sides.group(2));
        if (!fits(width) || !fits(height)) {
            throw badSize(
                    "width and height must be multiples of "
                            + PIXEL_STEP
                            + ", "
                            + LEAST_PIXELS
                            + " to "
                            + MOST_PIXELS);
        }
        return Optional.of(new long[] {width, height});
    }

    private static boolean fits(long side) {
        return side >= LEAST_PIXELS && side <= MOST_PIXELS && side % PIXEL_STEP == 0;
    }

    private static BadRequest badSize(String why) {
        return new BadRequest("Invalid 'size': " + why + ".", "size", "invalid_value");
    }

    /** Whether a picture stands in it anywhere, whatever its member is called. */
    boolean hasPictures() throws BadRequest {
        boolean[] has = new boolean[1];
        body.judge(
                (text, member) ->
                        has[0] |= AddressRule.isData(text) || AddressRule.mayBeAddress(text));
        return has[0];
    }

    /** How many pictures may come of it. */
    public long most() {
        return count * each;
    }

    /** What a model bills for so many pictures of these. */
    public Measures measures(Model model, long pictures) {
        long pixels = size.width() * size.height() * pictures;
        boolean bySteps = model.price().orElse(null) instanceof Price.Megapixel;
        return Measures.of(Measure.IMAGES, pictures)
                .with(
                        Measure.PIXELS,
                        bySteps
                                ? ((Price.Megapixel) model.price().orElseThrow())
                                        .billedPixels(pixels, steps)
                                : pixels);
    }

    /** The same of pictures that came. */
    public Metered metered(Model model, long pictures) {
        return new Metered(measures(model, pictures), false);
    }

    /**
     * Refuses a member that a provider has not; {@code auto} asks for nothing.
     *
     * @param plain words that ask for what it does anyway
     */
    public void refuse(String member, String provider, Set<String> plain) throws BadRequest {
        if (!body.has(member)) {
            return;
        }
        boolean isPlain = body.isText(member) && plain.contains(body.text(member));
        if (!isPlain) {
            throw new BadRequest(
                    "Unsupported parameter: '"
                            + member
                            + "' is not known to the provider "
                            + provider
                            + " for this model.",
                    member,
                    "unsupported_parameter");
        }
    }
}
