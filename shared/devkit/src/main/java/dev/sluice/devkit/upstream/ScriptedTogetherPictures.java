package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/images/generations} as Together answers it, and the pictures themselves. */
final class ScriptedTogetherPictures {
    /** Where pictures lie that were answered as addresses: {@code /pictures/<words>-64x64.png}. */
    static final String FOLDER = "/pictures/";

    private static final int USUAL_PIXELS = 1_024;
    private static final int MOST_PIXELS = 2_048;
    private static final int MOST_PICTURES = 10;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4})[x*](\\d{1,4})");

    private ScriptedTogetherPictures() {}

    /**
     * @param origin of the server, for addresses
     */
    static byte[] generations(byte[] body, String origin)
            throws IOException, ScriptedAsk.BadRequest {
        Map<String, Object> asked = JSON.std.mapFrom(body);
        if (!(asked.get("prompt") instanceof String prompt) || prompt.isEmpty()) {
            throw new ScriptedAsk.BadRequest("prompt is required");
        }
        int count = asked.get("n") instanceof Number n ? n.intValue() : 1;
        if (count < 1 || count > MOST_PICTURES) {
            throw new ScriptedAsk.BadRequest("n must be within 1 to " + MOST_PICTURES);
        }
        boolean inText = String.valueOf(asked.get("response_format")).contains("64");
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String words = Integer.toHexString((prompt + i).hashCode());
            Map<String, Object> picture = new LinkedHashMap<>();
            picture.put("index", i);
            if (inText) {
                byte[] png = Painting.png(words, side(asked, 1), side(asked, 2));
                picture.put("type", "b64_json");
                picture.put("b64_json", Base64.getEncoder().encodeToString(png));
            } else {
                picture.put("type", "url");
                picture.put("url", address(origin, words, side(asked, 1), side(asked, 2)));
            }
            data.add(picture);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", "scripted-picture");
        answer.put("model", asked.get("model"));
        answer.put("object", "list");
        answer.put("data", data);
        return JSON.std.asBytes(answer);
    }

    /** Where a picture of these words lies. */
    static String address(String origin, String words, int width, int height) {
        return origin + FOLDER + words + "-" + width + "x" + height + ".png";
    }

    /** The picture that lies there; null where none does. */
    static byte @Nullable [] at(String path) {
        int dash = path.lastIndexOf('-');
        Matcher size = SIZE.matcher(path);
        if (dash < FOLDER.length() || !size.find(dash)) {
            return null;
        }
        return Painting.png(
                path.substring(FOLDER.length(), dash),
                bounded(Integer.parseInt(size.group(1))),
                bounded(Integer.parseInt(size.group(2))));
    }

    /** Width (1) or height (2), wherever it is said. */
    static int side(Map<String, Object> asked, int which) {
        Object side = asked.get(which == 1 ? "width" : "height");
        if (side instanceof Number number) {
            return bounded(number.intValue());
        }
        Matcher size = SIZE.matcher(String.valueOf(asked.get("size")));
        return size.matches() ? bounded(Integer.parseInt(size.group(which))) : USUAL_PIXELS;
    }

    private static int bounded(int side) {
        return Math.clamp(side, 1, MOST_PIXELS);
    }
}
