package dev.sluice.wire.job;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.form.Part;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.request.RequestBody;
import dev.sluice.wire.picture.PictureType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of {@code POST /v1/videos}, in JSON or as a form. Members that OpenAI does not have
 * are the provider's own, and pass.
 *
 * @param body all of it as JSON
 * @param seconds empty where the client leaves it to the model
 * @param size {@code 1280x720}; empty likewise
 * @param reference what it begins with: an address, or the thing itself as a {@code data:} URL;
 *     null where there is none
 */
public record VideoAsk(RequestBody body, String seconds, String size, @Nullable String reference) {
    public static final String SECONDS = "seconds";
    public static final String SIZE = "size";
    public static final String REFERENCE = "input_reference";

    /** As SDKs write a member of an object in a form. */
    private static final String REFERENCE_URL = "input_reference[image_url]";

    private static final Set<String> FORM_FIELDS =
            Set.of("model", "prompt", SECONDS, SIZE, REFERENCE, REFERENCE_URL);
    private static final int PIXEL_STEP = 8;
    private static final long MOST_PIXELS = 9_999;
    private static final Pattern SIZE_FORM = Pattern.compile("([1-9][0-9]{1,3})x([1-9][0-9]{1,3})");
    private static final Pattern SECONDS_FORM = Pattern.compile("[1-9][0-9]{0,2}");

    /**
     * Reads a request.
     *
     * @throws BadRequest that names the member at fault
     */
    public static VideoAsk read(Content content) throws BadRequest {
        return content.isMultipart() ? form(Multipart.read(content)) : json(content.bytes());
    }

    private static VideoAsk json(byte[] bytes) throws BadRequest {
        RequestBody body = RequestBody.parse(bytes);
        body.text("prompt");
        body.integer("n", 1, 1);
        body.integer("width", 1, MOST_PIXELS);
        body.integer("height", 1, MOST_PIXELS);
        String reference = body.has(REFERENCE) ? reference(body.json(REFERENCE)) : null;
        BodyAddresses.judge(body);
        return checked(new VideoAsk(body, seconds(body), size(body), reference));
    }

    private static VideoAsk form(Multipart form) throws BadRequest {
        for (String name : form.names()) {
            if (!FORM_FIELDS.contains(name)) {
                throw new BadRequest(
                        "Unknown parameter: '" + name + "'. Send it in a JSON body.",
                        name,
                        "unknown_parameter");
            }
        }
        List<String> members = new ArrayList<>();
        for (String name : List.of("model", "prompt", SECONDS, SIZE)) {
            if (form.first(name).isPresent()) {
                members.add('"' + name + "\":" + quoted(form.first(name).get().text()));
            }
        }
        byte[] json = ("{" + String.join(",", members) + "}").getBytes(StandardCharsets.UTF_8);
        VideoAsk ask = json(json);
        Part part = form.first(REFERENCE).or(() -> form.first(REFERENCE_URL)).orElse(null);
        if (part == null) {
            return ask;
        }
        boolean isFile = part.isFile() || PictureType.of(part.view()) != null;
        String reference = isFile ? dataUrl(part) : text(part);
        return checked(new VideoAsk(ask.body, ask.seconds, ask.size, reference));
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }

    /** A part that is no file says what the member of JSON says, or the address alone. */
    private static String text(Part part) throws BadRequest {
        String text = part.text().strip();
        return text.startsWith("{") ? reference(text.getBytes(StandardCharsets.UTF_8)) : text;
    }

    private static String dataUrl(Part part) throws BadRequest {
        byte[] bytes = part.bytes();
        PictureType type = PictureType.of(ByteBuffer.wrap(bytes));
        if (type == null) {
            throw new BadRequest(
                    "Invalid '" + REFERENCE + "': the file is no PNG, JPEG, WebP or GIF picture.",
                    REFERENCE,
                    "invalid_image");
        }
        return "data:" + type.mime() + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * {@code "https://…"}, {@code {"image_url": "https://…"}}, {@code {"image_url": {"url": …}}}.
     */
    private static String reference(byte[] json) throws BadRequest {
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            cursor.next();
            String found = reference(cursor);
            if (found != null) {
                return found;
            }
        } catch (MalformedJson e) {
            // Said below.
        }
        throw new BadRequest(
                "Invalid '" + REFERENCE + "': expected an object with an image_url.",
                REFERENCE,
                "invalid_type");
    }

    private static @Nullable String reference(JsonCursor cursor) throws MalformedJson {
        if (cursor.at(JsonToken.VALUE_STRING)) {
            return cursor.text();
        }
        String found = null;
        if (cursor.at(JsonToken.START_OBJECT)) {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                if (name.equals("image_url") || name.equals("url")) {
                    found = reference(cursor);
                } else {
                    cursor.skip();
                }
            }
        }
        return found;
    }

    /** A string, as OpenAI has it, or a number. */
    private static String seconds(RequestBody body) throws BadRequest {
        if (!body.has(SECONDS)) {
            return "";
        }
        String json = new String(body.json(SECONDS), StandardCharsets.UTF_8);
        String seconds = json.startsWith("\"") ? body.text(SECONDS) : json;
        if (!SECONDS_FORM.matcher(seconds).matches()) {
            throw new BadRequest(
                    "Invalid 'seconds': expected whole seconds, such as \"8\".",
                    SECONDS,
                    "invalid_value");
        }
        return seconds;
    }

    private static String size(RequestBody body) throws BadRequest {
        if (!body.has(SIZE)) {
            return "";
        }
        String size = body.text(SIZE);
        if (!isSize(size)) {
            throw new BadRequest(
                    "Invalid 'size': expected a width and a height that are multiples of "
                            + PIXEL_STEP
                            + ", such as \"1280x720\".",
                    SIZE,
                    "invalid_value");
        }
        if (body.has("width") || body.has("height")) {
            throw new BadRequest(
                    "Send 'size', or 'width' and 'height', not both.", SIZE, "invalid_value");
        }
        return size;
    }

    private static boolean isSize(String size) {
        Matcher matcher = SIZE_FORM.matcher(size);
        return matcher.matches()
                && Integer.parseInt(matcher.group(1)) % PIXEL_STEP == 0
                && Integer.parseInt(matcher.group(2)) % PIXEL_STEP == 0;
    }

    private static VideoAsk checked(VideoAsk ask) throws BadRequest {
        if (ask.reference != null && ask.body.has("media")) {
            throw new BadRequest(
                    "Send 'input_reference' or 'media', not both.", REFERENCE, "invalid_value");
        }
        if (ask.reference != null) {
            AddressRule.checkOrData(ask.reference, REFERENCE);
            checkPicture(ask.reference);
        }
        return ask;
    }

    private static void checkPicture(String reference) throws BadRequest {
        if (AddressRule.isData(reference) && !PictureType.isIn(reference)) {
            throw new BadRequest(
                    "Invalid '" + REFERENCE + "': the data: URL holds no picture of its type.",
                    REFERENCE,
                    "invalid_image");
        }
    }

    /** Of a size that is there, as height. */
    public int width() {
        return Integer.parseInt(size.substring(0, size.indexOf('x')));
    }

    public int height() {
        return Integer.parseInt(size.substring(size.indexOf('x') + 1));
    }
}
