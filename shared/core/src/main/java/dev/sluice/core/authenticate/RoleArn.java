package dev.sluice.core.authenticate;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IAM role that signs its requests instead of holding a key. It is known by one name, {@code
 * arn:aws:iam::123456789012:role/app}, whatever it signs as: a session of it names neither the path
 * of the role nor, to the record, the session.
 */
public final class RoleArn {
    private static final Pattern ROLE =
            Pattern.compile(
                    "arn:(aws[a-z-]{0,20}):iam::([0-9]{12}):role/(?:[!-~]{1,512}/)?([\\w+=,.@-]{1,64})");
    private static final Pattern SESSION =
            Pattern.compile(
                    "arn:(aws[a-z-]{0,20}):sts::([0-9]{12}):assumed-role/([\\w+=,.@-]{1,64})/[!-~]{1,128}");

    private RoleArn() {}

    /** The name of the role that this is, or is a session of; empty for anything else. */
    public static Optional<String> nameOf(String arn) {
        Matcher role = ROLE.matcher(arn);
        Matcher matched = role.matches() ? role : SESSION.matcher(arn);
        return matched.matches()
                ? Optional.of(
                        "arn:"
                                + matched.group(1)
                                + ":iam::"
                                + matched.group(2)
                                + ":role/"
                                + matched.group(3))
                : Optional.empty();
    }

    /**
     * What its record is found by. No key hashes to it: keys begin with {@code sk-}.
     *
     * @param name as {@link #nameOf} gives it
     */
    public static String hash(String name) {
        return GatewayKey.hash(name);
    }
}
