package dev.sluice.wire.address;

/**
 * IPv4 addresses as readers of addresses take them (WHATWG URL §3.5): one to four numbers, each
 * decimal, octal or hexadecimal, of which the last fills what is left.
 */
final class Ipv4 {
    /**
     * First and last address of what is not public: what IANA's registry of special-purpose
     * addresses (RFC 6890) does not call globally reachable, the relays of 6to4, which are no more,
     * and multicast.
     */
    private static final long[][] PRIVATE = {
        range("0.0.0.0", 8),
        range("10.0.0.0", 8),
        range("100.64.0.0", 10),
        range("127.0.0.0", 8),
        range("169.254.0.0", 16),
        range("172.16.0.0", 12),
        range("192.0.0.0", 24),
        range("192.0.2.0", 24),
        range("192.88.99.0", 24),
        range("192.168.0.0", 16),
        range("198.18.0.0", 15),
        range("198.51.100.0", 24),
        range("203.0.113.0", 24),
        range("224.0.0.0", 3),
    };

    private Ipv4() {}

    private static long[] range(String first, int bits) {
        long from = value(first.split("\\.", -1), false);
        return new long[] {from, from + (1L << (32 - bits)) - 1};
    }

    /** Whether a label makes its host an address: such a one is no name. */
    static boolean isNumber(String label) {
        if (label.startsWith("0x")) {
            return label.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
        }
        return !label.isEmpty() && label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A zero in front means octal to some readers and nothing to others: both must be public. */
    static Host.Kind kind(String host) {
        String[] labels = host.split("\\.", -1);
        long octal = value(labels, true);
        long decimal = value(labels, false);
        if (isPrivate(octal) || isPrivate(decimal)) {
            return Host.Kind.PRIVATE;
        }
        return octal < 0 || decimal < 0 ? Host.Kind.NONE : Host.Kind.PUBLIC;
    }

    /**
     * @param address 32 bits
     */
    static boolean isPrivate(long address) {
        for (long[] range : PRIVATE) {
            if (address >= range[0] && address <= range[1]) {
                return true;
            }
        }
        return false;
    }

    /** -1 where it is no address. */
    private static long value(String[] labels, boolean octal) {
        if (labels.length > 4) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < labels.length; i++) {
            boolean isLast = i == labels.length - 1;
            int bits = isLast ? 8 * (5 - labels.length) : 8;
            long number = number(labels[i], octal);
            if (number < 0 || number >= 1L << bits) {
                return -1;
            }
            value = value << bits | number;
        }
        return value;
    }

    private static long number(String label, boolean octal) {
        if (!isNumber(label)) {
            return -1;
        }
        boolean isHex = label.startsWith("0x");
        boolean isOctal = !isHex && octal && label.length() > 1 && label.startsWith("0");
        String digits = isHex ? label.substring(2) : label;
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, isHex ? 16 : isOctal ? 8 : 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
