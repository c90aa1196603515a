package dev.sluice.wire.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Moment;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private static final Rejection REFUSED = new Rejection.UpstreamFailed(502, "It failed.");

    /** Who is admitted to nothing but a look at its limits. */
    private static final Admitted ADMITTED =
            (Admitted)
                    Proxy.newProxyInstance(
                            ReplyTest.class.getClassLoader(),
                            new Class<?>[] {Admitted.class},
                            (proxy, method, arguments) -> Meters.NONE);

    private final Counting client = new Counting();
    private final Reply reply = new Reply(client, new OpenAiFormat(), Clock.system());

    private static final class Counting implements Client {
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private int begins;

        @Override
        public OutputStream begin(
                Optional<Candidate> serving, Meters meters, String contentType, long bytes) {
            begins++;
            return sent;
        }

        @Override
        public void onHangUp(Runnable callback) {}

        @Override
        public boolean hungUp() {
            return false;
        }

        @Override
        public void breakOff() {}
    }

    /** The keep-alive runs on a thread of its own and may come late. */
    @Test
    void noSignOfLifeComesBesideARefusalWithAStatus() throws Exception {
        assertThat(reply.refuse(REFUSED)).isFalse();
        reply.keepAlive(ADMITTED);
        assertThat(client.begins).isZero();
    }

    /** Where a limit is nearly free the web's door waits and asks again. */
    @Test
    void whoIsAskedForAgainAfterARefusalIsAsBefore() throws Exception {
        assertThat(reply.refuse(REFUSED)).isFalse();
        reply.asked();
        assertThat(reply.refuse(REFUSED)).as("nothing was told yet").isFalse();
        reply.asked();
        reply.keepAlive(ADMITTED);
        assertThat(client.begins).isEqualTo(1);
        assertThat(reply.moment()).isEqualTo(Moment.COMMITTED);
    }

    @Test
    void aRefusalAfterASignOfLifeIsTheLastThingInTheStream() throws Exception {
        reply.keepAlive(ADMITTED);
        assertThat(reply.refuse(REFUSED)).isTrue();
        int bytes = client.sent.size();
        reply.keepAlive(ADMITTED);
        assertThat(client.begins).isEqualTo(1);
        assertThat(client.sent.size()).isEqualTo(bytes);
        assertThat(client.sent.toString(java.nio.charset.StandardCharsets.UTF_8))
                .contains("It failed.");
    }
}
