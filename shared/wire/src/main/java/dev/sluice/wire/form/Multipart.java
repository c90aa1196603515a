package dev.sluice.wire.form;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A form of several parts ({@code multipart/form-data}, RFC 7578 and RFC 2046 §5.1), read in one
 * pass over the client's bytes. At most {@value #MOST_PARTS} parts; what stands before the first
 * one and behind the last one is passed over. Immutable; holds the array it was read from, which
 * must not change.
 */
public final class Multipart {
    private static final int MOST_PARTS = 128;
    private static final int MOST_HEAD_BYTES = 8 << 10;
    private static final int MOST_BOUNDARY_CHARS = 70;
    private static final String BOUNDARY_MARKS = "'()+_,-./:=? ";

    /** A part with the place where its delimiter begins. */
    private record Placed(int delimiter, Part part) {}

    private final byte[] body;
    private final String boundary;
    private final byte[] delimiter;
    private final List<Placed> parts = new ArrayList<>();
    private int begins;
    private int closes;

    private Multipart(byte[] body, String boundary) {
        this.body = body;
        this.boundary = boundary;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads a form.
     *
     * @throws BadRequest where it is none, has no boundary, breaks off, or has too much of
     *     something
     */
    public static Multipart read(Content content) throws BadRequest {
        try {
            Multipart form = new Multipart(content.bytes(), boundary(content));
            form.readParts();
            return form;
        } catch (BadForm e) {
            throw new BadRequest(
                    "We could not parse the multipart body of your request: "
                            + e.getMessage()
                            + ".",
                    null,
                    "invalid_multipart");
        }
    }

    private static String boundary(Content content) throws BadForm {
        Parameters type = Parameters.of(content.type() == null ? "" : content.type());
        if (!type.value().equals("multipart/form-data")) {
            throw new BadForm("its Content-Type is not multipart/form-data");
        }
        String boundary = type.get("boundary");
        if (boundary == null || boundary.isEmpty()) {
            throw new BadForm("its Content-Type names no boundary");
        }
        if (boundary.length() > MOST_BOUNDARY_CHARS
                || !boundary.chars().allMatch(Multipart::fits)) {
            throw new BadForm("its boundary is not one (RFC 2046: 1 to 70 plain characters)");
        }
        return boundary;
    }

    private static boolean fits(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || BOUNDARY_MARKS.indexOf(c) >= 0;
    }

    private void readParts() throws BadForm {
        begins = first();
        int at = begins;
        while (true) {
            int lineEnd = afterDelimiter(at);
            if (lineEnd < 0) {
                closes = at;
                return;
            }
            if (parts.size() == MOST_PARTS) {
                throw new BadForm("it has more than " + MOST_PARTS + " parts");
            }
            // A part without a head has its empty line right here.
            int blank = find(new byte[] {'\r', '\n', '\r', '\n'}, lineEnd - 2);
            int next = find(delimiter, lineEnd - 2);
            if (next < 0) {
                throw new BadForm("it ends before its last boundary");
            }
            if (blank < 0 || blank + 4 > next) {
                throw new BadForm("a part has no empty line behind its headers");
            }
            PartHead head = head(lineEnd, blank);
            parts.add(new Placed(at, new Part(head, body, blank + 4, next)));
            at = next + 2;
        }
    }

    /** Where the first delimiter's hyphens are. */
    private int first() throws BadForm {
        int hyphens = delimiter.length - 2;
        if (isAt(0, delimiter, 2, hyphens)) {
            return 0;
        }
        int found = find(delimiter, 0);
        if (found < 0) {
            throw new BadForm("its boundary is not in it");
        }
        return found + 2;
    }

    /**
     * The index behind the line of a delimiter; -1 where it is the last one.
     *
     * @param at of its hyphens
     */
    private int afterDelimiter(int at) throws BadForm {
        int end = at + delimiter.length - 2;
        if (end + 1 < body.length && body[end] == '-' && body[end + 1] == '-') {
            return -1;
        }
        while (end < body.length && (body[end] == ' ' || body[end] == '\t')) {
            end++;
        }
        if (end + 1 >= body.length || body[end] != '\r' || body[end + 1] != '\n') {
            throw new BadForm("it ends before its last boundary, or a line ends in no CR LF");
        }
        return end + 2;
    }

    private PartHead head(int from, int blank) throws BadForm {
        if (blank - from > MOST_HEAD_BYTES) {
            throw new BadForm("the headers of a part are too long");
        }
        if (blank < from) {
            throw new BadForm("a part has no name");
        }
        String head = new String(body, from, blank - from, StandardCharsets.ISO_8859_1);
        return PartHead.read(head.split("\r\n", -1));
    }

    /** A delimiter holds CR at its beginning alone, so that this looks at no byte twice. */
    private int find(byte[] wanted, int from) {
        for (int at = from; at <= body.length - wanted.length; at++) {
            if (body[at] == '\r' && isAt(at, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isAt(int at, byte[] wanted, int from, int length) {
        if (at + length > body.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (body[at + i] != wanted[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** All parts, in order. */
    public List<Part> parts() {
        return parts.stream().map(Placed::part).toList();
    }

    /** Those of one name, in order. */
    public List<Part> all(String name) {
        return parts.stream().map(Placed::part).filter(part -> part.name().equals(name)).toList();
    }

    /** The first of that name. */
    public Optional<Part> first(String name) {
        return all(name).stream().findFirst();
    }

    /** The names that stand in it, each once. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        parts.forEach(placed -> names.add(placed.part().name()));
        return names;
    }

    /** The {@code Content-Type} that {@link #with} is sent with. */
    public String contentType() {
        return "multipart/form-data; boundary=\"" + boundary + '"';
    }

    /**
     * The form for a provider, in the same boundary: the bytes of all other parts stay as they
     * came.
     *
     * @param values text that stands in place of the parts of its name, or is added
     * @param without names of parts that go
     */
    public Patched with(Map<String, String> values, Set<String> without) {
        Edits edits = new Edits();
        Set<String> written = new HashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i).part();
            String value = values.get(part.name());
            if (without.contains(part.name()) || (value != null && !written.add(part.name()))) {
                int next = i + 1 < parts.size() ? parts.get(i + 1).delimiter() : closes;
                edits.remove(parts.get(i).delimiter(), next);
            } else if (value != null) {
                edits.replace(part.from(), part.to(), value.getBytes(StandardCharsets.UTF_8));
            }
        }
        values.forEach(
                (name, value) -> {
                    if (!written.contains(name)) {
                        edits.insert(closes, added(name, value));
                    }
                });
        return new Patched(body, begins, closes + delimiter.length, edits);
    }

    private byte[] added(String name, String value) {
        return ("--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\""
                        + name
                        + "\"\r\n\r\n"
                        + value
                        + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
