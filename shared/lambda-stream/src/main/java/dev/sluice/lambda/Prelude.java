package dev.sluice.lambda;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Status and headers of a streamed response, as API Gateway (REST, {@code STREAM}) and function
 * URLs read them.
 *
 * <p>One that exists can be sent: the constructor refuses with {@code IllegalArgumentException} a
 * status outside 200–599, a header name that is no RFC 9110 token, a control character in a value
 * (so no CR or LF), and a prelude over {@value #LIMIT_BYTES} bytes of JSON, for its delimiter must
 * end within the first 16 KiB. Maps and lists are copied and keep their order.
 *
 * @param headers one value a name
 * @param multiValueHeaders for names that come more than once; an array in {@code headers} would
 *     make API Gateway answer 502. A REST API wants its {@code set-cookie} lines here
 * @param cookies whole {@code Set-Cookie} values, for function URLs
 */
public record Prelude(
        int status,
        Map<String, String> headers,
        Map<String, List<String>> multiValueHeaders,
        List<String> cookies) {

    /** The most that the JSON may take: 16 KiB less the delimiter of 8 bytes. */
    public static final int LIMIT_BYTES = 16 * 1024 - 8;

    public Prelude {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be 200 to 599: " + status);
        }
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        multiValueHeaders = copyOfLists(multiValueHeaders);
        cookies = List.copyOf(cookies);
        checkAll(headers, multiValueHeaders, cookies);
        int jsonBytes = PreludeJson.encode(status, headers, multiValueHeaders, cookies).length;
        if (jsonBytes > LIMIT_BYTES) {
            throw new IllegalArgumentException(
                    "prelude must be at most " + LIMIT_BYTES + " bytes of JSON: " + jsonBytes);
        }
    }

    /** A prelude with single headers only. */
    public static Prelude of(int status, Map<String, String> headers) {
        return new Prelude(status, headers, Map.of(), List.of());
    }

    private static Map<String, List<String>> copyOfLists(Map<String, List<String>> lists) {
        var copy = new LinkedHashMap<String, List<String>>();
        for (Map.Entry<String, List<String>> entry : lists.entrySet()) {
            copy.put(
                    entry.getKey(),
                    Collections.unmodifiableList(new ArrayList<>(entry.getValue())));
        }
        return Collections.unmodifiableMap(copy);
    }

    private static void checkAll(
            Map<String, String> headers, Map<String, List<String>> lists, List<String> cookies) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            checkName(header.getKey());
            checkValue(header.getKey(), header.getValue());
        }
        for (Map.Entry<String, List<String>> header : lists.entrySet()) {
            checkName(header.getKey());
            for (String value : header.getValue()) {
                checkValue(header.getKey(), value);
            }
        }
        for (String cookie : cookies) {
            checkValue("set-cookie", cookie);
        }
    }

    private static void checkName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isTokenCharacter(name.charAt(i))) {
                throw new IllegalArgumentException(
                        "header name has a character at " + i + " that RFC 9110 forbids");
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("header name must not be empty");
        }
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** The message names the header, never its value: values may be cookies. */
    private static void checkValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException(
                        "header \"" + name + "\" has a control character at " + i);
            }
        }
    }
}
