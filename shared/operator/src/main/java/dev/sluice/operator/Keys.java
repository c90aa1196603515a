package dev.sluice.operator;

import dev.sluice.aws.settings.SettingsException;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.authenticate.RoleArn;
import dev.sluice.core.measure.Measure;
import dev.sluice.wire.catalog.CatalogLoader;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code make key}, {@code make keys}, {@code make revoke}: gateway keys in the table of a stage.
 */
@Command(name = "keys", description = "Gateway keys of a stage (SLUICE_STAGE).")
public final class Keys {
    private static final String LINE = "%-24s %-8s %8s %10s  %-20s %-20s %s  %s%n";

    private final KeyStore store;
    private final String stage;

    Keys(KeyStore store, String stage) {
        this.store = store;
        this.stage = stage;
    }

    public static void main(String[] args) {
        System.exit(run(System.getenv(), args));
    }

    /** The exit code: 0 done, 1 not done, 2 wrong arguments. */
    static int run(Map<String, String> environment, String... args) {
        return StageCommand.run(environment, stage -> new Keys(stage.keys(), stage.name()), args);
    }

    @Command(name = "create", description = "Creates a key and prints it once.")
    int create(
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            required = true,
                            description =
                                    "unique; rows are kept under it; an IAM role's ARN for one that signs its requests")
                    String name,
            @Mixin KeyLimits limits,
            @Option(
                            names = "--models",
                            paramLabel = "MODELS",
                            split = ",",
                            description = "models it may use; all unless given")
                    @Nullable List<String> models,
            @Option(
                            names = "--expires",
                            paramLabel = "EXPIRES",
                            description = "an ISO date (start of that day, UTC) or instant")
                    @Nullable String expires) {
        List<String> allowed = named(models);
        Optional<String> role = RoleArn.nameOf(name);
        String key = role.isPresent() ? "" : GatewayKey.generate(new SecureRandom());
        KeyRecord record =
                new KeyRecord(
                        role.map(RoleArn::hash).orElseGet(() -> GatewayKey.hash(key)),
                        role.orElse(name),
                        allowed,
                        limits.limits(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        Optional.ofNullable(expires).map(Keys::timeToCome),
                        false);
        if (!store.create(record)) {
            return isTaken(name);
        }
        if (!allowed.isEmpty()) {
            KeyModels.notes(CatalogLoader.bundled(), allowed).forEach(System.err::println);
        }
        return told(record, role.isPresent(), key);
    }

    private int isTaken(String name) {
        return StageCommand.failed(
                "There is a key named \""
                        + name
                        + "\" in stage "
                        + stage
                        + " already. Choose another name.");
    }

    private static Instant timeToCome(String text) {
        Instant time = instant(text);
        if (!time.isAfter(Instant.now())) {
            throw new SettingsException(
                    "EXPIRES is in the past: "
                            + time
                            + ". No key was created; name a time to come.");
        }
        return time;
    }

    private static List<String> named(@Nullable List<String> models) {
        return models == null
                ? List.of()
                : models.stream().map(String::strip).filter(m -> !m.isEmpty()).toList();
    }

    /** The key, where there is one, alone on standard output. */
    private int told(KeyRecord record, boolean isRole, String key) {
        if (isRole) {
            System.err.println(
                    record.name()
                            + " may call stage "
                            + stage
                            + " by signing its requests (SigV4, service execute-api) at /aws/v1/…; there is no key.");
        } else {
            System.out.println(key);
            System.err.println(
                    "Key \""
                            + record.name()
                            + "\" of stage "
                            + stage
                            + ". It is stored hashed: this is the only time it is shown.");
            if (record.name().contains("@")) {
                System.err.println(
                        "Named like an address, it spends the credit that "
                                + record.name()
                                + " has at the web frontend's doors (make credit adds to it); a name without @ spends none.");
            }
        }
        return 0;
    }

    @Command(name = "list", description = "Lists the keys, without the keys themselves.")
    int list() {
        List<KeyRecord> records = store.list();
        System.out.printf(
                LINE, "NAME", "STATE", "RPM", "TPM", "CREATED", "EXPIRES", "MODELS", "LIMITS");
        for (KeyRecord record : records) {
            System.out.printf(
                    LINE,
                    record.name(),
                    state(record),
                    KeyLimits.amount(record, Measure.REQUESTS),
                    KeyLimits.amount(record, Measure.TOKENS),
                    record.createdAt(),
                    record.expiresAt().map(Instant::toString).orElse("never"),
                    record.allowedModels().isEmpty()
                            ? "all"
                            : String.join(",", record.allowedModels()),
                    KeyLimits.others(record));
        }
        return 0;
    }

    @Command(name = "revoke", description = "Revokes a key: it stops working within ten seconds.")
    int revoke(
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            required = true,
                            description = "the key's name")
                    String name) {
        if (!store.revoke(RoleArn.nameOf(name).orElse(name))) {
            return StageCommand.failed(
                    "There is no key named \""
                            + name
                            + "\" in stage "
                            + stage
                            + ". make keys lists them.");
        }
        System.out.println("Revoked \"" + name + "\" in stage " + stage + ".");
        return 0;
    }

    static Instant instant(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new SettingsException(
                    "EXPIRES must be an ISO date such as 2027-01-31 or an instant such as"
                            + " 2027-01-31T12:00:00Z: \""
                            + text
                            + '"');
        }
    }

    private static String state(KeyRecord record) {
        if (record.revoked()) {
            return "revoked";
        }
        return record.expiresAt().filter(at -> !Instant.now().isBefore(at)).isPresent()
                ? "expired"
                : "active";
    }
}
