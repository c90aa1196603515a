package dev.sluice.aws.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.Calling;
import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.Job;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The roles of {@code template.yaml} allow what is done with the usage table, and nothing more. */
class RolesTest {
    private static final Instant NOW = Instant.parse("2100-03-01T12:00:00Z");
    private static final Pattern ACTION = Pattern.compile("dynamodb:(\\w+)");

    private final TableNames tables = LocalDynamo.tables();
    private final Calling calling = new Calling();
    private final DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(calling), tables);
    private final DynamoUsage usage = new DynamoUsage(LocalDynamo.client(calling), tables);

    @Test
    void theGatewayMayDoWhatARequestAJobAndTheDoorsDo() throws IOException {
        OpenRow row = row("r1");
        ledger.open(row);
        ledger.note(row, Note.first(row));
        ledger.started(row, Note.first(row), job(), NOW.plusSeconds(5));
        ledger.hide(row);
        ledger.settle(row, LedgerLawsTest.settlement(7));
        OpenRow refused = row("r2");
        ledger.open(refused);
        ledger.discard(refused);
        usage.row("ann", "r1");
        usage.job("ann", "r1");
        usage.jobs("ann", "videos", "", true, 10);
        usage.newest("ann", 10);
        usage.days("ann");
        usage.rollup("ann", LocalDate.of(2100, 3, 1));
        assertThat(allowed("GatewayRole", "Usage")).isEqualTo(new TreeSet<>(calling.take()));
    }

    @Test
    void theSweeperMayDoWhatTheSweepDoes() throws IOException {
        ledger.open(row("dead"));
        OpenRow job = row("job");
        ledger.open(job);
        ledger.started(job, Note.first(job), job(), NOW.plusSeconds(5));
        OpenRow before = row("before");
        BeforeMarks.open(tables.usage(), before);
        OpenRow settled = row("settled");
        ledger.open(settled);
        ledger.close(settled, LedgerLawsTest.settlement(7));
        calling.take();
        Ledger.Found found = ledger.overdue(NOW.plusSeconds(61), 100);
        assertThat(found.rows()).hasSize(3);
        ledger.lookAgain(job, NOW.plusSeconds(70));
        ledger.setAside(new Ledger.Stuck("ann", "before", "it cannot be read"));
        found.rows().forEach(of -> ledger.settle(of.row(), LedgerLawsTest.settlement(5)));
        ledger.overdue(NOW.plusSeconds(61), 100);
        Set<String> allowed = new TreeSet<>(allowed("SweeperRole", "Overdue"));
        allowed.addAll(allowed("SweeperRole", "Usage"));
        assertThat(allowed).isEqualTo(new TreeSet<>(calling.take()));
    }

    private static Set<String> allowed(String role, String statement) throws IOException {
        String template = Files.readString(Path.of("../../template.yaml"));
        int from =
                template.indexOf("Sid: " + statement + "\n", template.indexOf("\n  " + role + ":"));
        assertThat(from).isPositive();
        Matcher actions = ACTION.matcher(template.substring(from, template.indexOf("]", from)));
        return new TreeSet<>(actions.results().map(of -> of.group(1)).toList());
    }

    private static Job job() {
        return new Job("j1", "videos", NOW.plusSeconds(9_000), List.of(), Map.of(), false);
    }

    private static OpenRow row(String requestId) {
        return new OpenRow(
                requestId,
                "ann",
                ModelKind.CHAT,
                "general",
                new Served(3, "together", "m"),
                Measures.NONE,
                "v1",
                NOW,
                NOW.plusSeconds(60));
    }
}
