package dev.sluice.operator;

import dev.sluice.aws.settings.Settings;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.credit.AccountBook;
import dev.sluice.webchat.credit.AccountEntry;
import java.security.SecureRandom;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make credit}: gives credit to a user of a stage, or takes it. */
@Command(name = "credit", description = "Credit of a user of a stage (SLUICE_STAGE).")
public final class Credit {
    private final AccountBook accounts;
    private final KeyStore keys;
    private final String stage;

    Credit(AccountBook accounts, KeyStore keys, String stage) {
        this.accounts = accounts;
        this.keys = keys;
        this.stage = stage;
    }

    public static void main(String[] args) {
        System.exit(run(System.getenv(), args));
    }

    /** The exit code: 0 done, 1 not done, 2 wrong arguments. */
    static int run(Map<String, String> environment, String... args) {
        return StageCommand.run(
                environment,
                stage -> new Credit(stage.accounts(), stage.keys(), stage.name()),
                args);
    }

    @Command(name = "add", description = "Adds an amount; a negative one takes.")
    int add(
            @Option(
                            names = "--email",
                            paramLabel = "EMAIL",
                            required = true,
                            description = "who signs in, or the name of a gateway key")
                    String email,
            @Option(
                            names = "--usd",
                            paramLabel = "USD",
                            required = true,
                            description = "such as 5.00 or -1.50")
                    String usd) {
        String caller = CallerName.of(email, keys);
        long nanoUsd = Settings.nanoUsd("USD", usd);
        if (nanoUsd == 0 || caller.isEmpty()) {
            return StageCommand.failed("EMAIL must name somebody, and USD must not be 0");
        }
        Clock clock = Clock.system();
        accounts.add(
                new AccountEntry.Credit(
                        new RequestIds(clock, new SecureRandom()).next(),
                        caller,
                        clock.instant(),
                        nanoUsd));
        System.out.println(
                (nanoUsd > 0 ? "Added $" : "Took $")
                        + usd.strip().replaceFirst("^[+-]", "")
                        + (nanoUsd > 0 ? " to " : " from ")
                        + caller
                        + " in stage "
                        + stage
                        + ".");
        return 0;
    }
}
