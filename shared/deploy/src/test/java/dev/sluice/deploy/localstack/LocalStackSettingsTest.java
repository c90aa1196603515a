package dev.sluice.deploy.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.SsmSlots;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.time.Clock;
import dev.sluice.deploy.env.EnvDeploy;
import dev.sluice.deploy.standin.Run;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an env file to Parameter Store and back as the gateway reads it. */
@NeedsDocker
class LocalStackSettingsTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();

    private final Run run = new Run();
    private final TableNames stage = LocalStack.stage();
    private final List<String> warnings = new ArrayList<>();

    @TempDir private Path folder = Path.of("");

    @Test
    void aGatewayReadsWhatDeployEnvWrote() throws IOException {
        deploy(
                false,
                "P_T0=together",
                "P_K0=CANARYone",
                "P_RL0=60000",
                "P_T7=openai-compatible",
                "P_K7=CANARYseven",
                "P_E7=https://models.example/v1/chat/completions",
                "P_AM7=one,two",
                "P_P7=5");

        List<Slot> slots = slots();

        assertThat(slots).extracting(Slot::number).containsExactly(0, 7);
        assertThat(slots.getFirst().key()).isEqualTo(new Secret("CANARYone"));
        assertThat(slots.getFirst().allotment().own().perMinute(Measure.TOKENS))
                .isEqualTo(OptionalLong.of(60_000));
        assertThat(slots.getLast().allowedModels()).containsExactly("one", "two");
        assertThat(slots.getLast().priority()).isEqualTo(5);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aSecondRunFindsNothingToDoAndAThirdPrunes() throws IOException {
        String[] two = {"P_T0=together", "P_K0=CANARYone", "P_T1=atlascloud", "P_K1=CANARYtwo"};
        deploy(false, two);
        deploy(false, two);
        assertThat(run.output()).contains("unchanged    1/key", "Nothing to write.");

        deploy(true, "P_T0=together", "P_K0=CANARYthree");

        assertThat(slots()).hasSize(1);
        assertThat(slots().getFirst().key()).isEqualTo(new Secret("CANARYthree"));
        assertThat(run.output()).doesNotContain("CANARY");
    }

    @Test
    void readsAllPagesOfManySlots() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            lines.add("P_T" + number + "=together");
            lines.add("P_K" + number + "=CANARY" + number);
        }
        deploy(false, lines.toArray(String[]::new));

        assertThat(slots()).hasSize(12);
    }

    private List<Slot> slots() {
        return new SsmSlots(
                        LocalStack.clients().ssm(), stage, CATALOG, Clock.system(), warnings::add)
                .current();
    }

    private void deploy(boolean prune, String... lines) throws IOException {
        Path file = folder.resolve("stage.env");
        Files.writeString(file, String.join("\n", lines));
        new EnvDeploy(LocalStack.clients().ssm(), CATALOG, run.unattended())
                .run(new EnvDeploy.Order(stage.stage(), file, prune, true));
    }
}
