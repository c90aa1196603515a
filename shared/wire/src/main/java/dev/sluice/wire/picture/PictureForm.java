package dev.sluice.wire.picture;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.form.Part;
import dev.sluice.wire.json.JsonOut;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A form of an edit as the JSON that means the same: pictures as {@code data:} URLs in {@code
 * images}, numbers and truths as such.
 */
final class PictureForm {
    private static final Set<String> PICTURES = Set.of("image", "image[]", "images", "images[]");

    /** Members that are text, whatever they look like. */
    private static final Set<String> TEXTS =
            Set.of("model", "prompt", "negative_prompt", "size", "user", "quality", "background");

    private static final Pattern BARE =
            Pattern.compile("true|false|-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?");

    private PictureForm() {}

    /** The JSON body of what was sent. */
    static byte[] json(Content content) throws BadRequest {
        return content.isMultipart() ? json(Multipart.read(content)) : content.bytes();
    }

    private static byte[] json(Multipart form) throws BadRequest {
        JsonOut images = new JsonOut(64);
        Map<String, Part> texts = new LinkedHashMap<>();
        Part mask = null;
        for (Part part : form.parts()) {
            if (PICTURES.contains(part.name())) {
                images.item().raw("{\"image_url\":").raw(picture(part)).raw("}");
            } else if (part.name().equals("mask")) {
                mask = part;
            } else if (texts.put(part.name(), part) != null) {
                throw new BadRequest(
                        "Duplicate parameter: '" + part.name() + "'.",
                        part.name(),
                        "duplicate_parameter");
            }
        }
        return written(texts, images, mask);
    }

    private static byte[] written(Map<String, Part> texts, JsonOut images, @Nullable Part mask)
            throws BadRequest {
        JsonOut json = new JsonOut(images.size() + 1_024).raw("{");
        for (Part part : texts.values()) {
            String value = part.text();
            json.item().text(part.name()).raw(":");
            if (!TEXTS.contains(part.name()) && BARE.matcher(value).matches()) {
                json.raw(value);
            } else {
                json.text(value);
            }
        }
        if (!images.isEmpty()) {
            json.name("images").raw("[").raw(images).raw("]");
        }
        if (mask != null) {
            json.name("mask").raw("{\"image_url\":").raw(picture(mask)).raw("}");
        }
        return json.raw("}").toByteArray();
    }

    /** A file as a {@code data:} URL, its name or not; an address stays what it is. */
    private static JsonOut picture(Part part) throws BadRequest {
        PictureType type = PictureType.of(part.view());
        if (type == null && !part.isFile()) {
            return new JsonOut(64).text(part.text());
        }
        String said = part.contentType();
        boolean saysPicture =
                said != null && said.strip().toLowerCase(Locale.ROOT).startsWith("image/");
        if (type == null || (said != null && saysPicture && !type.is(said))) {
            throw new BadRequest(
                    "Invalid '"
                            + part.name()
                            + "': the file is "
                            + (type == null
                                    ? "no PNG, JPEG, WebP or GIF picture"
                                    : type.mime() + ", not the type that its part says")
                            + ".",
                    part.name(),
                    "invalid_image");
        }
        byte[] coded = Base64.getEncoder().encode(part.bytes());
        JsonOut url = new JsonOut(coded.length + 40);
        return url.raw("\"data:" + type.mime() + ";base64,").raw(coded, 0, coded.length).raw("\"");
    }
}
