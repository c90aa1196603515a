package dev.sluice.wire.form;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands above a part (RFC 7578 §4). Other headers are passed over, as it asks.
 *
 * @param name which member of the form it is
 * @param filename without a path; null where there is none
 */
record PartHead(String name, @Nullable String filename, @Nullable String contentType) {
    private static final int MOST_NAME_CHARS = 200;

    /**
     * @param lines as they stand, without the empty one
     * @throws BadForm where it has no name, or a coding that nobody uses any more
     */
    static PartHead read(String[] lines) throws BadForm {
        String disposition = null;
        String contentType = null;
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new BadForm("a line above a part is no header");
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "content-disposition" -> disposition = value;
                case "content-type" -> contentType = value;
                case "content-transfer-encoding" -> refuseCoding(value);
                default -> {}
            }
        }
        return of(disposition, contentType);
    }

    private static PartHead of(@Nullable String disposition, @Nullable String contentType)
            throws BadForm {
        Parameters parameters = Parameters.of(disposition == null ? "" : disposition);
        String name = parameters.get("name");
        if (!parameters.value().equals("form-data") || name == null || name.isEmpty()) {
            throw new BadForm("a part has no name");
        }
        if (name.length() > MOST_NAME_CHARS) {
            throw new BadForm("the name of a part is too long");
        }
        return new PartHead(utf8(name), filename(parameters), contentType);
    }

    private static @Nullable String filename(Parameters parameters) {
        String plain = parameters.get("filename");
        String filename = plain == null ? parameters.get("filename*") : plain;
        if (filename == null) {
            return null;
        }
        int path = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'));
        String last = utf8(filename.substring(path + 1));
        return last.length() > MOST_NAME_CHARS ? last.substring(0, MOST_NAME_CHARS) : last;
    }

    private static void refuseCoding(String coding) throws BadForm {
        String lower = coding.toLowerCase(Locale.ROOT);
        if (!lower.equals("binary") && !lower.equals("8bit") && !lower.equals("7bit")) {
            throw new BadForm("a part has a Content-Transfer-Encoding other than binary");
        }
    }

    /** Heads are read a char a byte. */
    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
