package dev.sluice.sweeper;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sluice.aws.client.AwsClients;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Sweep;
import dev.sluice.core.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One pass of the sweep over a stage's ledger, for a schedule; the event is not looked at. Any
 * number may run at once. Fails where the ledger cannot be reached, so that Lambda counts an error.
 *
 * <p>Settings: {@code SLUICE_STAGE}, {@code SLUICE_BASE_URLS}, {@code SLUICE_JOB_TIMEOUT_MS} and
 * the AWS variables of {@link AwsClients}; providers' slots come from the stage's parameters, for
 * jobs are asked for. Logs one JSON line a pass, with the metrics {@code SweptRows}, {@code
 * SetAsideRows} (rows that no sweep can close) and {@code SweepBacklog} (rows still overdue after
 * the pass, at most {@value #MOST_COUNTED}) in CloudWatch's embedded metric format, and one a row
 * closed or set aside.
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
        this(SweepParts.of(environment));
    }

    SweeperFunction(SweepParts parts) {
        this.ledger = parts.ledger();
        this.clock = parts.clock();
        this.log = parts.log();
        this.sweep = new Sweep(ledger, parts.catalog(), log, clock, parts.ofJobs());
    }

    @Override
    public void handleRequest(InputStream event, OutputStream out, Context context)
            throws IOException {
        out.write(pass().getBytes(StandardCharsets.UTF_8));
    }

    /** What it came to, as JSON. */
    String pass() {
        Sweep.Pass pass = sweep.pass();
        int backlog = backlog();
        log.passed(pass, backlog);
        return "{\"closed\":%d,\"backlog\":%d}".formatted(pass.closed(), backlog);
    }

    /** A job that goes on is none: it is looked at again in its time. */
    private int backlog() {
        int rows = 0;
        for (Ledger.Overdue overdue : ledger.overdue(clock.instant(), MOST_COUNTED).rows()) {
            rows += overdue.job().isPresent() ? 0 : 1;
        }
        return rows;
    }
}
