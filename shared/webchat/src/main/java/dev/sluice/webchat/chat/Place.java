package dev.sluice.webchat.chat;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Shown;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;

/** The UI's {@code location}: an address in words, else degrees. */
final class Place {
    private Place() {}

    /** Empty if it says nothing. */
    static String read(JsonCursor cursor) throws MalformedJson {
        String address = "";
        String latitude = "";
        String longitude = "";
        if (!cursor.at(JsonToken.START_OBJECT)) {
            return "";
        }
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            JsonToken token = cursor.next();
            if (token != null && token.isScalarValue()) {
                String value = cursor.text();
                switch (name) {
                    case "address" -> address = token == JsonToken.VALUE_STRING ? value : "";
                    case "latitude" -> latitude = token.isNumeric() ? value : "";
                    case "longitude" -> longitude = token.isNumeric() ? value : "";
                    default -> {}
                }
            }
            cursor.skip();
        }
        if (!address.isBlank()) {
            return Shown.name(address);
        }
        return latitude.isEmpty() || longitude.isEmpty()
                ? ""
                : "latitude " + latitude + ", longitude " + longitude;
    }
}
