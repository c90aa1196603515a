package dev.sluice.sweeper;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sluice.aws.AwsClients;
import dev.sluice.aws.DynamoLedger;
import dev.sluice.aws.TableNames;
import dev.sluice.aws.settings.Settings;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Sweep;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/**
 * One pass of the sweep over a stage's ledger, for a schedule; the event is not looked at. Any
 * number may run at once. Fails where the ledger cannot be reached, so that Lambda counts an error.
 *
 * <p>Settings: {@code SLUICE_STAGE} and the AWS variables of {@link AwsClients}. Logs one JSON line
 * a pass, with the metrics {@code SweptRows}, {@code SetAsideRows} (rows that no sweep can close)
 * and {@code SweepBacklog} (rows still overdue after the pass, at most {@value #MOST_COUNTED}) in
 * CloudWatch's embedded metric format, and one a row closed or set aside.
 */
public final class SweeperFunction implements RequestStreamHandler {
    private static final int MOST_COUNTED = 100;

    private final Ledger ledger;
    private final Sweep sweep;
    private final Clock clock;
    private final SweepLog log;

    /** As Lambda makes it. */
    public SweeperFunction() {
        this(System.getenv());
    }

    private SweeperFunction(Map<String, String> environment) {
        this(
                ledger(environment),
                CatalogLoader.bundled(),
                Clock.system(),
                new SweepLog(System.out, stage(environment)));
    }

    SweeperFunction(Ledger ledger, Catalog catalog, Clock clock, SweepLog log) {
        this.ledger = ledger;
        this.clock = clock;
        this.log = log;
        this.sweep = new Sweep(ledger, catalog, log, clock, Sweep.OfJobs.NONE);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream out, Context context)
            throws IOException {
        out.write(pass().getBytes(StandardCharsets.UTF_8));
    }

    /** What it came to, as JSON. */
    String pass() {
        Sweep.Pass pass = sweep.pass();
        int backlog = ledger.overdue(clock.instant(), MOST_COUNTED).rows().size();
        log.passed(pass, backlog);
        return "{\"closed\":%d,\"backlog\":%d}".formatted(pass.closed(), backlog);
    }

    private static Ledger ledger(Map<String, String> environment) {
        return new DynamoLedger(
                new AwsClients(environment).dynamoDb(),
                new TableNames(stage(environment)),
                new Random());
    }

    private static String stage(Map<String, String> environment) {
        return new Settings(environment).stage();
    }
}
