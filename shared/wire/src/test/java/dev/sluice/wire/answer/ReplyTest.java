package dev.sluice.wire.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Moment;
import dev.sluice.core.time.Clock;
import java.lang.reflect.Proxy;
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

    private final ToldClient client = new ToldClient();
    private final Reply reply = new Reply(client, new OpenAiFormat(), Clock.system());

    /** The keep-alive runs on a thread of its own and may come late. */
    @Test
    void noSignOfLifeComesBesideARefusalWithAStatus() throws Exception {
        assertThat(reply.refuse(REFUSED)).isFalse();
        reply.keepAlive(ADMITTED);
        assertThat(client.begins()).isZero();
    }

    /** Where a limit is nearly free the web's door waits and asks again. */
    @Test
    void whoIsAskedForAgainAfterARefusalIsAsBefore() throws Exception {
        assertThat(reply.refuse(REFUSED)).isFalse();
        reply.asked();
        assertThat(reply.refuse(REFUSED)).as("nothing was told yet").isFalse();
        reply.asked();
        reply.keepAlive(ADMITTED);
        assertThat(client.begins()).isEqualTo(1);
        assertThat(reply.moment()).isEqualTo(Moment.COMMITTED);
    }

    @Test
    void aRefusalAfterASignOfLifeIsTheLastThingInTheStream() throws Exception {
        reply.keepAlive(ADMITTED);
        assertThat(reply.refuse(REFUSED)).isTrue();
        String told = client.told();
        reply.keepAlive(ADMITTED);
        assertThat(client.begins()).isEqualTo(1);
        assertThat(client.told()).isEqualTo(told).contains("It failed.");
    }
}
