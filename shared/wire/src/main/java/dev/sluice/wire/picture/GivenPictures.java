package dev.sluice.wire.picture;

import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The pictures that a request brings along, and the rule for every address in it. */
final class GivenPictures {
    private static final int MOST = 16;

    /** Where they stand: OpenAI's {@code images} of an edit, Together's own for the rest. */
    private static final Set<String> PICTURES =
            Set.of("images", "image", "image_url", "reference_images", "mask");

    /** Words for the model, which may speak of anything. */
    private static final Set<String> WORDS = Set.of("prompt", "negative_prompt");

    private GivenPictures() {}

    /**
     * Checks every address in a request.
     *
     * @return the pictures of an edit, in order, without its mask
     */
    static List<String> of(RequestBody body, boolean edits) throws BadRequest {
        List<String> given = new ArrayList<>();
        try {
            for (Map.Entry<String, JsonView> member : body.members().entrySet()) {
                String name = member.getKey();
                if (PICTURES.contains(name)) {
                    List<String> pictures = new ArrayList<>();
                    pictures(member.getValue(), name, pictures);
                    if (edits && !name.equals("mask")) {
                        given.addAll(pictures);
                    }
                } else if (!WORDS.contains(name)) {
                    addresses(member.getValue(), name);
                }
            }
        } catch (MalformedJson e) {
            throw new BadRequest("We could not parse the JSON body of your request.", null, null);
        }
        return edits ? counted(given) : List.of();
    }

    private static List<String> counted(List<String> given) throws BadRequest {
        if (given.isEmpty()) {
            throw new BadRequest(
                    "Missing required parameter: 'image'. Send it as a file (multipart), or in JSON"
                            + " as images: [{\"image_url\": \"https://…\"}].",
                    "image",
                    "missing_required_parameter");
        }
        if (given.size() > MOST) {
            throw new BadRequest(
                    "Invalid 'image': at most " + MOST + " pictures.",
                    "image",
                    "array_above_max_length");
        }
        return given;
    }

    /** A text, {@code {"image_url": …}}, {@code {"url": …}}, or a list of these. */
    private static void pictures(JsonView view, String name, List<String> into)
            throws BadRequest, MalformedJson {
        String text = view.text();
        if (text != null) {
            check(text, name);
            into.add(text);
        } else if (view.isArray()) {
            int index = 0;
            for (JsonView item : view.items()) {
                pictures(item, name + "[" + index + "]", into);
                index++;
            }
        } else if (view.isObject()) {
            inside(view.members(), name, into);
        } else if (!view.isNull()) {
            throw new BadRequest(
                    "Invalid type for '" + name + "': expected a URL or a list of URLs.",
                    name,
                    "invalid_type");
        }
    }

    private static void inside(Map<String, JsonView> members, String name, List<String> into)
            throws BadRequest, MalformedJson {
        JsonView address = members.getOrDefault("image_url", members.get("url"));
        if (address == null) {
            throw new BadRequest(
                    "Invalid '" + name + "': it has no 'image_url'. Files are not kept here.",
                    name,
                    "invalid_value");
        }
        pictures(address, name + ".image_url", into);
    }

    private static void check(String address, String name) throws BadRequest {
        AddressRule.checkOrData(address, name);
        if (AddressRule.isData(address) && !PictureType.isIn(address)) {
            throw new BadRequest(
                    "Invalid '" + name + "': the data: URL holds no picture of the type it says.",
                    name,
                    "invalid_image");
        }
    }

    /** Whatever else reads as an address. */
    private static void addresses(JsonView view, String name) throws BadRequest, MalformedJson {
        String text = view.text();
        if (text != null) {
            if (AddressRule.mayBeAddress(text)) {
                AddressRule.check(text.strip(), name);
            }
            return;
        }
        int index = 0;
        for (JsonView item : view.items()) {
            addresses(item, name + "[" + index + "]");
            index++;
        }
        for (Map.Entry<String, JsonView> member : view.members().entrySet()) {
            addresses(member.getValue(), name + "." + member.getKey());
        }
    }
}
