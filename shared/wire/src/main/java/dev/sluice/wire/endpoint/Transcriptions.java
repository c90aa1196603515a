package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.form.Part;
import dev.sluice.wire.sound.SoundFile;
import dev.sluice.wire.sound.TranscriptForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/audio/transcriptions} and {@code /v1/audio/translations}: what is said in a
 * sound, as it is said or in English. A sound comes as a file, or as the address of one, which its
 * provider fetches.
 */
final class Transcriptions implements Endpoint {
    private static final String FILE = "file";
    private static final String FILE_URL = "file_url";
    private static final String FORM = "response_format";
    private static final String STREAM = "stream";

    private static final int MOST_ADDRESS_BYTES = 8 << 10;

    /** Nobody here knows how long a sound is that lies elsewhere. */
    private static final long SECONDS_BEHIND_A_URL = 600;

    private static final Map<String, TranscriptForm> FORMS =
            Map.of(
                    "json", TranscriptForm.JSON,
                    "text", TranscriptForm.TEXT,
                    "srt", TranscriptForm.SRT,
                    "vtt", TranscriptForm.VTT,
                    "verbose_json", TranscriptForm.VERBOSE_JSON);

    private final String path;

    Transcriptions(String path) {
        this.path = path;
    }

    @Override
    public Route route() {
        return new Route("POST", path);
    }

    @Override
    public ModelKind kind() {
        return ModelKind.TRANSCRIPTION;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        Multipart form = Multipart.read(content);
        String model = text(form, "model");
        if (model == null) {
            throw missing("model");
        }
        String url = url(form);
        long seconds = url == null ? file(form).secondsAtMost() : SECONDS_BEHIND_A_URL;
        check(form);
        Measures wanted = Measures.of(Measure.SECONDS, seconds);
        Ask ask = Ask.ofWanted(model, ModelKind.TRANSCRIPTION, false, served -> wanted);
        return new TranscriptionAsked(
                form,
                new TranscriptionAsked.Wish(
                        path.substring("/v1".length()), url, form(form), isStream(form), seconds),
                ask);
    }

    /** The address of the sound, in its own member or where Together has it. */
    private static @Nullable String url(Multipart form) throws BadRequest {
        Part file = single(form, FILE);
        String url = text(form, FILE_URL);
        boolean isAddress = file != null && isAddress(file);
        if (url != null && file != null) {
            throw new BadRequest(
                    "Send either 'file' or 'file_url', not both.", FILE_URL, "invalid_value");
        }
        if (isAddress && file != null) {
            AddressRule.check(file.text(), FILE);
            return file.text();
        }
        if (url != null) {
            AddressRule.check(url, FILE_URL);
        }
        return url;
    }

    /** A file need not have a name: some clients send bytes alone. */
    private static boolean isAddress(Part file) {
        return !file.isFile()
                && file.lengthBytes() <= MOST_ADDRESS_BYTES
                && AddressRule.isAddress(new String(file.bytes(), StandardCharsets.ISO_8859_1));
    }

    private static SoundFile file(Multipart form) throws BadRequest {
        Part file = single(form, FILE);
        if (file == null) {
            throw new BadRequest(
                    "Missing required parameter: 'file'. Send the file, or its https address as"
                            + " 'file_url'.",
                    FILE,
                    "missing_required_parameter");
        }
        return SoundFile.of(file);
    }

    private static TranscriptForm form(Multipart form) throws BadRequest {
        String name = text(form, FORM);
        TranscriptForm wanted = FORMS.get(name == null ? "json" : name);
        if (wanted == null) {
            throw unsupported(FORM, "json, text, srt, verbose_json and vtt");
        }
        return wanted;
    }

    private static boolean isStream(Multipart form) throws BadRequest {
        String stream = text(form, STREAM);
        if (stream == null) {
            return false;
        }
        return switch (stream.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw unsupported(STREAM, "true and false");
        };
    }

    private static void check(Multipart form) throws BadRequest {
        for (String name : List.of("timestamp_granularities", "timestamp_granularities[]")) {
            for (Part part : form.all(name)) {
                if (!Set.of("word", "segment").contains(part.text())) {
                    throw unsupported("timestamp_granularities", "word and segment");
                }
            }
        }
        String temperature = text(form, "temperature");
        if (temperature != null && !isWithinOne(temperature)) {
            throw new BadRequest(
                    "Invalid 'temperature': expected a number from 0 to 1.",
                    "temperature",
                    "invalid_value");
        }
    }

    private static boolean isWithinOne(String number) {
        try {
            double value = Double.parseDouble(number);
            return value >= 0 && value <= 1;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static @Nullable Part single(Multipart form, String name) throws BadRequest {
        List<Part> parts = form.all(name);
        if (parts.size() > 1) {
            throw new BadRequest(
                    "Duplicate parameter: '" + name + "'.", name, "duplicate_parameter");
        }
        return parts.isEmpty() ? null : parts.getFirst();
    }

    /** Null where there is none, or it is blank. */
    private static @Nullable String text(Multipart form, String name) throws BadRequest {
        Part part = single(form, name);
        String text = part == null ? "" : part.text().strip();
        return Optional.of(text).filter(given -> !given.isEmpty()).orElse(null);
    }

    private static BadRequest missing(String name) {
        return new BadRequest(
                "Missing required parameter: '" + name + "'.", name, "missing_required_parameter");
    }

    private static BadRequest unsupported(String name, String supported) {
        return new BadRequest(
                "Invalid value for '" + name + "'. Supported values are: " + supported + ".",
                name,
                "invalid_value");
    }
}
