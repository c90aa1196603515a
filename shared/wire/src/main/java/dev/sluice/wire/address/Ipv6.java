package dev.sluice.wire.address;

import java.net.Inet6Address;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** IPv6 addresses, and the IPv4 ones that some of them stand for. */
final class Ipv6 {
    private static final int BYTES = 16;

    private static final Block MAPPED = new Block(mapped(new byte[4]), 96);
    private static final Block TRANSLATED = Block.of("64:ff9b::", 96);

    /** What is given to networks at all; everything else is reserved, local or multicast. */
    private static final Block UNICAST = Block.of("2000::", 3);

    /**
     * What IANA's registry of special-purpose addresses (RFC 6890) does not call globally
     * reachable; 6to4 and Teredo are judged by the address inside.
     */
    private static final List<Block> SPECIAL =
            List.of(
                    Block.of("2001::", 23),
                    Block.of("2001:db8::", 32), // documentation
                    Block.of("3fff::", 20)); // documentation

    /** Parts of those blocks that are. */
    private static final List<Block> REACHABLE =
            List.of(
                    Block.of("2001::", 32), // Teredo
                    Block.of("2001:1::1", 128),
                    Block.of("2001:1::2", 128),
                    Block.of("2001:1::3", 128),
                    Block.of("2001:3::", 32),
                    Block.of("2001:4:112::", 48),
                    Block.of("2001:20::", 28),
                    Block.of("2001:30::", 28));

    /**
     * Addresses with the same first bits.
     *
     * @param first the lowest of them
     */
    private record Block(byte[] first, int bits) {
        static Block of(String first, int bits) {
            return new Block(Inet6Address.ofLiteral(first).getAddress(), bits);
        }

        boolean holds(byte[] address) {
            int whole = bits / 8;
            int rest = 0xFF00 >> bits % 8 & 0xFF;
            return Arrays.equals(address, 0, whole, first, 0, whole)
                    && (rest == 0 || ((address[whole] ^ first[whole]) & rest) == 0);
        }
    }

    private Ipv6() {}

    /** The 16 bytes of a literal, without a name server; null where it is none. */
    static byte @Nullable [] bytes(String text) {
        if (text.indexOf('%') >= 0 || text.indexOf(':') < 0) {
            return null;
        }
        try {
            // An address that is mapped from IPv4 comes back as that.
            byte[] address = Inet6Address.ofLiteral(text).getAddress();
            return address.length == BYTES ? address : mapped(address);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] mapped(byte[] ipv4) {
        byte[] address = new byte[BYTES];
        address[10] = (byte) 0xFF;
        address[11] = (byte) 0xFF;
        System.arraycopy(ipv4, 0, address, 12, ipv4.length);
        return address;
    }

    static Host.Kind kind(byte[] address) {
        boolean isPublic =
                standsForIpv4(address)
                        ? !Ipv4.isPrivate(ipv4(address, 12))
                        : UNICAST.holds(address)
                                && (!isIn(SPECIAL, address) || isIn(REACHABLE, address))
                                && !leadsToPrivateIpv4(address);
        return isPublic ? Host.Kind.PUBLIC : Host.Kind.PRIVATE;
    }

    private static boolean isIn(List<Block> blocks, byte[] address) {
        return blocks.stream().anyMatch(block -> block.holds(address));
    }

    /** Mapped (::ffff:0:0/96), and translated at a provider's edge (64:ff9b::/96). */
    private static boolean standsForIpv4(byte[] address) {
        return MAPPED.holds(address) || TRANSLATED.holds(address);
    }

    /** 6to4 and Teredo. */
    private static boolean leadsToPrivateIpv4(byte[] address) {
        int first = word(address, 0);
        if (first == 0x2002) {
            return Ipv4.isPrivate(ipv4(address, 2));
        }
        return first == 0x2001
                && word(address, 2) == 0
                && Ipv4.isPrivate(ipv4(address, 12) ^ 0xFFFF_FFFFL);
    }

    private static int word(byte[] address, int at) {
        return (address[at] & 0xFF) << 8 | (address[at + 1] & 0xFF);
    }

    private static long ipv4(byte[] address, int at) {
        return (long) word(address, at) << 16 | word(address, at + 2);
    }
}
