package dev.sluice.wire.atlas;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where Atlas Cloud's media API is, beside the base of {@code /chat/completions}. */
public final class AtlasPaths {
    private static final String MODEL = "api/v1/model/";

    public static final String GENERATE_IMAGE = MODEL + "generateImage";
    public static final String GENERATE_VIDEO = MODEL + "generateVideo";
    public static final String UPLOAD_MEDIA = MODEL + "uploadMedia";
    private static final String PREDICTION = MODEL + "prediction/";

    private AtlasPaths() {}

    /** Where a prediction is looked at. */
    public static String prediction(String id) {
        return PREDICTION + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
