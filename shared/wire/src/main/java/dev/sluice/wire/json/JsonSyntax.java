package dev.sluice.wire.json;

/**
 * How the tokens of JSON are written (RFC 8259 §7, §6): finds their ends and refuses what is none.
 * All indexes are into the array; those that a message tells count from {@code from}.
 */
final class JsonSyntax {
    private static final int MOST_NUMBER_BYTES = 1_000;

    private final byte[] bytes;
    private final int from;
    private final int to;

    JsonSyntax(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    void expect(int at, char sign) throws MalformedJson {
        if (at >= to) {
            throw early();
        }
        if (bytes[at] != sign) {
            throw invalid(at);
        }
    }

    /** Index behind the closing quote of the string that opens at {@code start}. */
    int stringEnd(int start) throws MalformedJson {
        int at = start + 1;
        while (at < to) {
            byte b = bytes[at];
            if (b == '"') {
                return at + 1;
            }
            if (b >= ' ' && b != '\\') {
                at++;
            } else if (b == '\\') {
                at = escapeEnd(at);
            } else {
                at = characterEnd(at);
            }
        }
        throw early();
    }

    private int escapeEnd(int at) throws MalformedJson {
        if (at + 1 == to) {
            throw early();
        }
        switch (bytes[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
                return at + 2;
            case 'u':
                for (int i = at + 2; i < at + 6; i++) {
                    if (i >= to) {
                        throw early();
                    }
                    if (Character.digit(bytes[i], 16) < 0) {
                        throw invalid(i);
                    }
                }
                return at + 6;
            default:
                throw invalid(at + 1);
        }
    }

    /** Of one that has more than one byte; a control character is none. */
    private int characterEnd(int at) throws MalformedJson {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC0 || lead > 0xF7) {
            throw invalid(at);
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        for (int i = at + 1; i < at + length; i++) {
            if (i >= to) {
                throw early();
            }
            if ((bytes[i] & 0xC0) != 0x80) {
                throw invalid(i);
            }
        }
        return at + length;
    }

    int literalEnd(int start, String literal) throws MalformedJson {
        for (int i = 0; i < literal.length(); i++) {
            expect(start + i, literal.charAt(i));
        }
        return scalarEnd(start + literal.length());
    }

    int numberEnd(int start) throws MalformedJson {
        int at = bytes[start] == '-' ? start + 1 : start;
        boolean isZero = at < to && bytes[at] == '0';
        at = isZero ? at + 1 : digitsEnd(at);
        if (at < to && bytes[at] == '.') {
            at = digitsEnd(at + 1);
        }
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            boolean signed = at < to && (bytes[at] == '+' || bytes[at] == '-');
            at = digitsEnd(signed ? at + 1 : at);
        }
        if (at - start > MOST_NUMBER_BYTES) {
            throw tooLong(start);
        }
        return scalarEnd(at);
    }

    private int digitsEnd(int start) throws MalformedJson {
        int at = start;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw at == to ? early() : invalid(at);
        }
        return at;
    }

    /** Nothing may touch a number or a literal but what ends it. */
    private int scalarEnd(int at) throws MalformedJson {
        boolean ends =
                at == to
                        || bytes[at] == ','
                        || bytes[at] == '}'
                        || bytes[at] == ']'
                        || JsonText.isSpace(bytes[at]);
        if (!ends) {
            throw invalid(at);
        }
        return at;
    }

    MalformedJson early() {
        return new MalformedJson("it ends too early", to - from);
    }

    MalformedJson tooLong(int at) {
        return new MalformedJson("a name or number is too long", at - from);
    }

    private MalformedJson invalid(int at) {
        return new MalformedJson("it is not valid JSON", at - from);
    }
}
