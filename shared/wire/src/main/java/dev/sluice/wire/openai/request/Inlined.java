package dev.sluice.wire.openai.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.TokenEstimate;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Pictures, sounds and PDFs that stand in a body themselves, in OpenAI's forms or in Anthropic's:
 * no text, whatever else the request asks for. Files of other types are read as text, and are text
 * here. Where a chat has words for the request, {@link MessageScan} weighs them alike.
 */
public final class Inlined {
    private static final int TYPE_CHARS = 40;

    /** Base64 of {@code %PDF-}. */
    private static final String PDF = "JVBERi";

    private final byte[] body;
    private long bytes;
    private long tokens;

    private Inlined(byte[] body) {
        this.body = body;
    }

    /**
     * What so much text is estimated at, some of which is inlined.
     *
     * @param utf8Bytes all of it
     * @param of where; null where nothing can be
     */
    public static long tokens(long utf8Bytes, @Nullable JsonView of) {
        return of == null
                ? TokenEstimate.ofBytes(utf8Bytes)
                : tokens(utf8Bytes, of.bytes(), of.start(), of.end());
    }

    static long tokens(long utf8Bytes, byte[] body, int from, int to) {
        Inlined inlined = new Inlined(body);
        try (JsonCursor cursor = new JsonCursor(body, from, to)) {
            cursor.next();
            inlined.value(cursor, "");
        } catch (MalformedJson e) {
            throw new IllegalStateException("the body was read before", e);
        }
        return TokenEstimate.ofBytes(utf8Bytes - inlined.bytes) + inlined.tokens;
    }

    /**
     * @param name of the member that it is, or that it is an item of
     */
    private void value(JsonCursor cursor, String name) throws MalformedJson {
        if (cursor.at(JsonToken.START_OBJECT)) {
            if (name.equals("source")) {
                source(cursor);
            } else {
                members(cursor, name);
            }
        } else if (cursor.at(JsonToken.START_ARRAY)) {
            while (cursor.next() != JsonToken.END_ARRAY) {
                value(cursor, name);
            }
        } else if (cursor.at(JsonToken.VALUE_STRING)) {
            openAis(cursor, name);
        }
    }

    private void members(JsonCursor cursor, String of) throws MalformedJson {
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.next();
            if (name.equals("data") && of.equals("input_audio") && isText(cursor)) {
                add(cursor, MediumTokens.ofSound(base64Bytes(cursor)));
            } else {
                value(cursor, name);
            }
        }
    }

    /** Anthropic's: its data is a text unless its type says otherwise, before it or behind it. */
    private void source(JsonCursor cursor) throws MalformedJson {
        boolean isBase64 = false;
        long dataBytes = 0;
        long dataTokens = 0;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.next();
            if (name.equals("data") && isText(cursor)) {
                int base64Bytes = base64Bytes(cursor);
                dataBytes = textBytes(cursor);
                dataTokens =
                        begins(cursor).startsWith(PDF)
                                ? MediumTokens.ofFile(base64Bytes)
                                : MediumTokens.ofPicture(base64Bytes);
            } else if (name.equals("type") && isText(cursor)) {
                isBase64 = cursor.text().equals("base64");
            } else {
                value(cursor, name);
            }
        }
        bytes += isBase64 ? dataBytes : 0;
        tokens += isBase64 ? dataTokens : 0;
    }

    private void openAis(JsonCursor cursor, String name) throws MalformedJson {
        if (!name.equals("image_url") && !name.equals("url") && !name.equals("file_data")) {
            return;
        }
        String begins = begins(cursor);
        String type = begins.toLowerCase(Locale.ROOT).replace("\\/", "/");
        if (type.startsWith("data:image/")) {
            add(cursor, MediumTokens.ofPicture(base64Bytes(cursor)));
        } else if (type.startsWith("data:application/pdf") || begins.startsWith(PDF)) {
            add(cursor, MediumTokens.ofFile(base64Bytes(cursor)));
        }
    }

    private void add(JsonCursor cursor, long mediumTokens) {
        bytes += textBytes(cursor);
        tokens += mediumTokens;
    }

    private static boolean isText(JsonCursor cursor) {
        return cursor.at(JsonToken.VALUE_STRING);
    }

    private static int base64Bytes(JsonCursor cursor) {
        return cursor.end(cursor.start()) - cursor.start();
    }

    private long textBytes(JsonCursor cursor) {
        int start = cursor.start();
        return JsonText.textBytes(body, start, cursor.end(start));
    }

    /** As much of a text as says of what type it is. */
    private String begins(JsonCursor cursor) {
        int start = cursor.start() + 1;
        int end = Math.min(start + TYPE_CHARS, cursor.end(cursor.start()) - 1);
        return new String(body, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
