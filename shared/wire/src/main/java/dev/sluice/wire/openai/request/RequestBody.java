package dev.sluice.wire.openai.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The members of a request that is one JSON object, read in one pass over the client's bytes, for
 * endpoints that pass most of them on as they are. Holds the array it was read from; that must not
 * change.
 */
public final class RequestBody {
    private static final String MODEL = "model";

    /** Where a member lies, and how its value begins. */
    private record Member(int ordinal, int nameStart, int start, int end, JsonToken token) {}

    private final byte[] bytes;
    private final Map<String, Member> members = new LinkedHashMap<>();

    private RequestBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the body.
     *
     * @throws BadRequest when it is not one JSON object in UTF-8, a member stands twice, or there
     *     is no model
     */
    public static RequestBody parse(byte[] body) throws BadRequest {
        RequestBody read = withoutModel(body);
        read.text(MODEL);
        return read;
    }

    /** The same where a model need not be named. */
    public static RequestBody withoutModel(byte[] body) throws BadRequest {
        RequestBody read = new RequestBody(body);
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            if (cursor.next() != JsonToken.START_OBJECT) {
                throw BadRequest.unreadable("it is not an object");
            }
            while (cursor.next() != JsonToken.END_OBJECT) {
                read.member(cursor);
            }
            cursor.finish();
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
        }
        return read;
    }

    private void member(JsonCursor cursor) throws MalformedJson, BadRequest {
        int nameStart = cursor.start();
        String name = cursor.name();
        JsonToken token = cursor.promised();
        int start = cursor.start();
        Member member = new Member(members.size(), nameStart, start, cursor.skipToEnd(), token);
        if (members.put(name, member) != null) {
            throw BadRequest.duplicate(name);
        }
    }

    /** The model as the client names it. */
    public String model() throws BadRequest {
        return text(MODEL);
    }

    /** Whether there is such a member, and it is not null. */
    public boolean has(String name) {
        Member member = members.get(name);
        return member != null && member.token() != JsonToken.VALUE_NULL;
    }

    /** Whether there is such a member, and it is a string. */
    public boolean isText(String name) {
        Member member = members.get(name);
        return member != null && member.token() == JsonToken.VALUE_STRING;
    }

    /** All members, in order, where they lie. */
    public Map<String, JsonView> members() {
        Map<String, JsonView> views = new LinkedHashMap<>();
        members.forEach(
                (name, member) ->
                        views.put(
                                name,
                                new JsonView(bytes, member.start(), member.end(), member.token())));
        return views;
    }

    /** A string that must be there and not be blank. */
    public String text(String name) throws BadRequest {
        if (!members.containsKey(name)) {
            throw BadRequest.missing(name);
        }
        return read(name, cursor -> Json.string(cursor, name));
    }

    /** One of some words; empty where there is none. */
    public Optional<String> word(String name, Set<String> allowed) throws BadRequest {
        if (!has(name)) {
            return Optional.empty();
        }
        String word = text(name);
        if (!allowed.contains(word)) {
            throw new BadRequest(
                    "Invalid value for '" + name + "'. Supported values are: " + allowed + ".",
                    name,
                    "invalid_value");
        }
        return Optional.of(word);
    }

    /** An integer in a range; empty where there is none. */
    public OptionalLong integer(String name, long minimum, long maximum) throws BadRequest {
        return has(name)
                ? OptionalLong.of(
                        read(name, cursor -> Json.integer(cursor, name, minimum, maximum)))
                : OptionalLong.empty();
    }

    /** A number in a range; empty where there is none. */
    public OptionalDouble decimal(String name, double minimum, double maximum) throws BadRequest {
        return has(name)
                ? OptionalDouble.of(
                        read(name, cursor -> Json.decimal(cursor, name, minimum, maximum)))
                : OptionalDouble.empty();
    }

    /** Whether there is such a boolean, and it is true. */
    public boolean isTrue(String name) throws BadRequest {
        return has(name) && read(name, cursor -> Json.bool(cursor, name));
    }

    /** UTF-8 bytes of all strings in a member, names of members left out. */
    public long textBytes(String name) {
        return has(name) ? weight(name).textBytes() : 0;
    }

    /** What a member is estimated at, what is inlined in it by its size. */
    public long tokens(String name) {
        Member member = member(name);
        return Inlined.tokens(textBytes(name), bytes, member.start(), member.end());
    }

    /** Integers in a member: the token ids of a prompt that gives them. */
    public long integers(String name) {
        return has(name) ? weight(name).integers() : 0;
    }

    private Weight weight(String name) {
        Member member = member(name);
        return Weight.of(bytes, member.start(), member.end());
    }

    /** How many items a list has, each beginning as one of these; 1 for anything else. */
    public int items(String name, String expected, Set<JsonToken> tokens) throws BadRequest {
        Member member = members.get(name);
        if (member == null || member.token() != JsonToken.START_ARRAY) {
            return 1;
        }
        return read(name, cursor -> Json.items(cursor, name, expected, tokens));
    }

    /** Refuses what begins as none of these. */
    public void require(String name, String expected, Set<JsonToken> tokens) throws BadRequest {
        Member member = members.get(name);
        if (member == null) {
            throw BadRequest.missing(name);
        }
        if (!tokens.contains(member.token())) {
            throw BadRequest.type(name, expected, member.token());
        }
    }

    /** A member's value as it came; empty where there is none. */
    public byte[] json(String name) {
        Member member = members.get(name);
        return member == null
                ? new byte[0]
                : Arrays.copyOfRange(bytes, member.start(), member.end());
    }

    /** Judges a text that stands somewhere in a member. */
    @FunctionalInterface
    public interface TextRule {
        void check(String text, String member) throws BadRequest;
    }

    /**
     * Hands every string of the body to a rule, however deep, with the member that it stands in.
     */
    public void judge(TextRule rule) throws BadRequest {
        for (Map.Entry<String, Member> entry : members.entrySet()) {
            Member member = entry.getValue();
            try (JsonCursor cursor = new JsonCursor(bytes, member.start(), member.end())) {
                Json.judge(cursor, entry.getKey(), rule);
            } catch (MalformedJson e) {
                throw new IllegalStateException("the body was read before", e);
            }
        }
    }

    /** The body for a provider: another model's name, and without some members. */
    public Patched forModel(String upstreamModel, List<String> without) {
        return forModel(upstreamModel, without, Map.of());
    }

    /**
     * The body for a provider: another model's name, without some members, and with others.
     *
     * @param with JSON values that stand in place of the members of their names, or are added; none
     *     of them in {@code without}
     */
    public Patched forModel(String upstreamModel, List<String> without, Map<String, String> with) {
        Edits edits = new Edits();
        Member model = member(MODEL);
        edits.replace(model.start(), model.end(), JsonText.quote(upstreamModel));
        with.forEach((name, value) -> set(edits, name, value));
        List<Member> leaving = new ArrayList<>();
        for (String name : without) {
            Member member = members.get(name);
            if (member != null) {
                leaving.add(member);
            }
        }
        remove(edits, leaving);
        return new Patched(bytes, 0, bytes.length, edits);
    }

    private void remove(Edits edits, List<Member> leaving) {
        int firstToStay =
                members.values().stream()
                        .filter(member -> !leaving.contains(member))
                        .mapToInt(Member::ordinal)
                        .min()
                        .orElseThrow();
        for (Member member : leaving) {
            if (member.ordinal() < firstToStay) {
                edits.removeWithNextComma(bytes, member.nameStart(), member.end());
            } else {
                edits.removeWithPreviousComma(bytes, member.nameStart(), member.end());
            }
        }
    }

    private void set(Edits edits, String name, String value) {
        Member member = members.get(name);
        if (member == null) {
            String added = ",\"" + name + "\":" + value;
            edits.insert(member(MODEL).end(), added.getBytes(StandardCharsets.UTF_8));
        } else {
            edits.replace(member.start(), member.end(), value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Member member(String name) {
        Member member = members.get(name);
        if (member == null) {
            throw new IllegalStateException("the body was checked to have " + name);
        }
        return member;
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonCursor cursor) throws BadRequest, MalformedJson;
    }

    private <T> T read(String name, Reader<T> reader) throws BadRequest {
        Member member = member(name);
        try (JsonCursor cursor = new JsonCursor(bytes, member.start(), member.end())) {
            cursor.next();
            return reader.read(cursor);
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
        }
    }

    /** As text, for messages of tests. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
