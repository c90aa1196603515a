package dev.sluice.lambda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An error as Lambda wants it: a type of the form {@code Category.Reason} and a JSON object with
 * class, message and stack trace.
 *
 * <p>Message and trace are cut ({@value #MESSAGE_LIMIT_CHARS} characters, {@value #FRAME_LIMIT}
 * frames), because a report may travel as a header line.
 */
record ErrorReport(String type, byte[] json) {

    static final String TYPE_HEADER = "Lambda-Runtime-Function-Error-Type";
    static final String BODY_HEADER = "Lambda-Runtime-Function-Error-Body";

    static final String USER_EXCEPTION = "Runtime.UserException";
    static final String NO_RESPONSE = "Runtime.NoResponse";
    static final String NO_SUCH_HANDLER = "Runtime.NoSuchHandler";
    static final String BAD_FUNCTION_CODE = "Runtime.BadFunctionCode";
    static final String CONFIG_INVALID = "Runtime.ConfigInvalid";
    static final String BEFORE_SNAPSHOT = "Runtime.BeforeSnapshotError";
    static final String AFTER_RESTORE = "Runtime.AfterRestoreError";

    private static final int MESSAGE_LIMIT_CHARS = 4_096;
    private static final int FRAME_LIMIT = 64;

    static ErrorReport of(String type, Throwable failure) {
        return report(type, failure.getClass().getName(), messageOf(failure), framesOf(failure));
    }

    /** For a failure that has no exception. */
    static ErrorReport of(String type, String message) {
        return report(type, type, message, List.of());
    }

    static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getName();
        }
        return message.length() <= MESSAGE_LIMIT_CHARS
                ? message
                : message.substring(0, MESSAGE_LIMIT_CHARS);
    }

    String base64() {
        return Base64.getEncoder().encodeToString(json);
    }

    private static ErrorReport report(
            String type, String errorType, String message, List<String> frames) {
        var json = new StringBuilder(512);
        JsonStrings.appendString(json.append("{\"errorMessage\":"), message);
        JsonStrings.appendString(json.append(",\"errorType\":"), errorType);
        JsonStrings.appendArray(json.append(",\"stackTrace\":"), frames);
        return new ErrorReport(type, json.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> framesOf(Throwable failure) {
        var frames = new ArrayList<String>();
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frames.size() == FRAME_LIMIT) {
                break;
            }
            frames.add(frame.toString());
        }
        return frames;
    }
}
