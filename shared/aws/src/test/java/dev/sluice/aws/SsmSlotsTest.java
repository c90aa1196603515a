package dev.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.settings.TestCatalog;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.AtOnce;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.time.FakeClock;
import dev.sluice.standins.aws.AwsAnswer;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SsmSlotsTest {
    private static final String PATH = "/sluice/dev/providers/";

    private final AwsStandIn aws = new AwsStandIn();
    private final AwsClients clients = new AwsClients(aws.environment());
    private final FakeClock clock = new FakeClock();
    private final List<String> warnings = new ArrayList<>();
    private final SsmSlots slots =
            new SsmSlots(
                    clients.ssm(), new TableNames("dev"), TestCatalog.get(), clock, warnings::add);

    SsmSlotsTest() throws IOException {
        slot(0, "together", "key-zero");
    }

    @AfterEach
    void stop() throws IOException {
        clients.close();
        aws.close();
    }

    @Test
    void readsEveryPageDecrypted() {
        for (int number = 1; number < 8; number++) {
            slot(number, "together", "key-" + number);
        }
        assertThat(slots.current())
                .extracting(Slot::number)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(slots.current().get(7).key().reveal()).isEqualTo("key-7");
        assertThat(aws.bodies()).as("pages of ten").hasSize(2);
        assertThat(aws.bodies().getFirst())
                .startsWith("AmazonSSM.GetParametersByPath ")
                .contains("\"Path\":\"/sluice/dev/providers\"")
                .contains("\"WithDecryption\":true", "\"Recursive\":true");
    }

    @Test
    void whatWasReadAheadIsNotReadAgain() {
        slots.readAhead();
        assertThat(aws.bodies()).hasSize(1);
        assertThat(slots.current()).hasSize(1);
        slots.readAhead();
        assertThat(aws.bodies()).hasSize(1);
    }

    @Test
    void afterAReadAheadThatFailedWhoComesReadsAtOnce() {
        aws.faults(call -> Optional.of(AwsAnswer.error(400, "AccessDeniedException", "")));
        slots.readAhead();
        aws.faults(call -> Optional.empty());
        assertThat(slots.current()).hasSize(1);
    }

    @Test
    void keepsThemForFiveMinutes() {
        slots.current();
        clock.advance(Duration.ofSeconds(299));
        slots.current();
        assertThat(aws.bodies()).hasSize(1);
        slot(1, "together", "key-one");
        clock.advance(Duration.ofSeconds(1));
        assertThat(slots.current()).hasSize(2);
        assertThat(aws.bodies()).hasSize(2);
    }

    @Test
    void keepsThemForFiveMinutesOfEitherClock() {
        slots.current();
        slot(1, "together", "key-one");
        clock.freeze(Duration.ofMinutes(5));
        assertThat(slots.current()).hasSize(2);
        slot(2, "together", "key-two");
        clock.setBack(Duration.ofDays(1));
        assertThat(slots.current()).hasSize(2);
        clock.advance(Duration.ofMinutes(5));
        assertThat(slots.current()).hasSize(3);
    }

    @Test
    void theFirstReadIsOneForAllWhoWait() throws Exception {
        assertThat(AtOnce.run(8, slots::current)).allSatisfy(read -> assertThat(read).hasSize(1));
        assertThat(aws.bodies()).hasSize(1);
    }

    @Test
    void whoComesDuringAReadGetsTheOldOnes() throws Exception {
        slots.current();
        clock.advance(Duration.ofMinutes(6));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        aws.faults(
                call -> {
                    asked.countDown();
                    await(answer);
                    return Optional.empty();
                });
        slot(1, "together", "key-one");
        Thread reader = Thread.ofVirtual().start(slots::current);
        asked.await();
        assertThat(slots.current()).hasSize(1);
        answer.countDown();
        reader.join();
        assertThat(slots.current()).hasSize(2);
        assertThat(aws.bodies()).hasSize(2);
    }

    @Test
    void oldOnesAreBetterThanNone() {
        slots.current();
        aws.faults(call -> Optional.of(AwsAnswer.error(500, "InternalServerError", "")));
        clock.advance(Duration.ofMinutes(6));
        assertThat(slots.current()).hasSize(1);
        int tries = aws.bodies().size();
        clock.advance(Duration.ofSeconds(9));
        assertThat(slots.current()).hasSize(1);
        assertThat(aws.bodies()).as("not at every request").hasSize(tries);
        aws.faults(call -> Optional.empty());
        slot(1, "together", "key-one");
        clock.advance(Duration.ofSeconds(1));
        assertThat(slots.current()).hasSize(2);
    }

    @Test
    void withoutOldOnesItIsUnavailableUntilAReadWorks() {
        aws.faults(call -> Optional.of(AwsAnswer.error(500, "InternalServerError", "")));
        assertThatThrownBy(slots::current)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("read of parameters /sluice/dev/providers failed");
        int tries = aws.bodies().size();
        assertThatThrownBy(slots::current).isInstanceOf(StoreUnavailable.class);
        assertThat(aws.bodies()).hasSize(tries);
        aws.faults(call -> Optional.empty());
        clock.advance(Duration.ofSeconds(1));
        assertThat(slots.current()).hasSize(1);
    }

    @Test
    void aRereadComesAtOnceButNotTwiceInTwoSeconds() {
        slots.current();
        clock.advance(Duration.ofSeconds(10));
        slot(0, "together", "key-new");
        assertThat(slots.reread().getFirst().key().reveal()).isEqualTo("key-new");
        slots.reread();
        clock.advance(Duration.ofMillis(1_999));
        slots.reread();
        assertThat(aws.bodies()).hasSize(2);
        assertThat(slots.current().getFirst().key().reveal()).isEqualTo("key-new");
    }

    @Test
    void aWrongSlotIsLeftOutAndToldOnce() {
        slot(1, "nobody", "key-one");
        assertThat(slots.current()).hasSize(1);
        clock.advance(Duration.ofMinutes(6));
        slots.current();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("/sluice/dev/providers/1/type names no provider type: \"nobody\"");
    }

    private void slot(int number, String type, String key) {
        aws.ssm().put(PATH + number + "/type", "String", type);
        aws.ssm().put(PATH + number + "/key", "SecureString", key);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
