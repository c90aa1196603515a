package dev.sluice.wire.address;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a provider would fetch in a request that is passed on in its client's own language:
 * https and public, or inlined as a {@code data:} URL. The request is read once, however deep it
 * is.
 *
 * @param addresses members that hold one: as {@code image_url}, or as {@code source.url} where the
 *     name alone says too little
 * @param texts members that are not looked into
 * @param bracketed whether an item is called {@code input[0]}, not {@code messages.0}
 */
public record FetchedAddresses(Set<String> addresses, Set<String> texts, boolean bracketed) {

    /** A member by its name, or an item by its number. */
    private record Place(@Nullable Place around, String name, int item) {}

    /**
     * Judges a value.
     *
     * @param param what the value is called
     * @throws BadRequest that names the member at fault
     */
    public void judge(@Nullable JsonView value, String param) throws BadRequest, MalformedJson {
        if (value != null) {
            try (JsonCursor cursor = new JsonCursor(value.bytes(), value.start(), value.end())) {
                cursor.next();
                judge(cursor, param, new Place(null, param, -1));
            }
        }
    }

    private void judge(JsonCursor cursor, String holder, Place place)
            throws BadRequest, MalformedJson {
        if (cursor.at(JsonToken.START_ARRAY)) {
            for (int i = 0; cursor.next() != JsonToken.END_ARRAY; i++) {
                judge(cursor, holder, new Place(place, "", i));
            }
        } else if (cursor.at(JsonToken.START_OBJECT)) {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                member(cursor, holder, new Place(place, name, -1));
            }
        } else {
            cursor.skip();
        }
    }

    private void member(JsonCursor cursor, String holder, Place place)
            throws BadRequest, MalformedJson {
        String name = place.name();
        boolean isAddress = addresses.contains(name) || addresses.contains(holder + "." + name);
        if (isAddress && cursor.at(JsonToken.VALUE_STRING)) {
            check(cursor.text(), place);
        } else if (texts.contains(name)) {
            cursor.skip();
        } else {
            judge(cursor, name, place);
        }
    }

    private void check(String address, Place place) throws BadRequest {
        if (!AddressRule.isData(address)) {
            AddressRule.check(address, param(place));
        }
    }

    private String param(Place place) {
        Place around = place.around();
        if (around == null) {
            return place.name();
        }
        if (place.item() < 0) {
            return param(around) + "." + place.name();
        }
        return param(around) + (bracketed ? "[" + place.item() + "]" : "." + place.item());
    }
}
