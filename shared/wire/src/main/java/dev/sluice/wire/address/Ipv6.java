package dev.sluice.wire.address;

import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;

/** IPv6 addresses, and the IPv4 ones that some of them stand for. */
final class Ipv6 {
    private static final int BYTES = 16;

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
        int first = word(address, 0);
        boolean isLocal =
                (first & 0xFE00) == 0xFC00 // unique local
                        || (first & 0xFF80) == 0xFE80 // link-local, and the old site-local
                        || (first & 0xFF00) == 0xFF00 // multicast
                        || first == 0x0100 // discard-only
                        || (first == 0x64 && word(address, 2) == 0xFF9B && word(address, 4) == 1);
        return isLocal || isPrivateIpv4(address) ? Host.Kind.PRIVATE : Host.Kind.PUBLIC;
    }

    /** Mapped, compatible, translated (64:ff9b::), 6to4 and Teredo addresses stand for IPv4. */
    private static boolean isPrivateIpv4(byte[] address) {
        int first = word(address, 0);
        if (first == 0x2002) {
            return Ipv4.isPrivate(ipv4(address, 2));
        }
        if (first == 0x2001 && word(address, 2) == 0) {
            return Ipv4.isPrivate(ipv4(address, 12) ^ 0xFFFF_FFFFL);
        }
        boolean isTranslated = first == 0x64 && word(address, 2) == 0xFF9B;
        boolean isMapped = first == 0 && word(address, 2) == 0 && word(address, 4) == 0;
        return (isTranslated || isMapped) && Ipv4.isPrivate(ipv4(address, 12));
    }

    private static int word(byte[] address, int at) {
        return (address[at] & 0xFF) << 8 | (address[at + 1] & 0xFF);
    }

    private static long ipv4(byte[] address, int at) {
        return (long) word(address, at) << 16 | word(address, at + 2);
    }
}
