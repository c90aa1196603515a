package dev.sluice.gateway.lambda;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A provider of one stream, which sends the next event only when it is told that the one before has
 * arrived; who gets {@code [DONE]} got every event by itself.
 */
final class GatedProvider implements AutoCloseable {
    static final int EVENTS = 5;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final ScriptedProvider provider = new ScriptedProvider().otherwise(this::speak);

    GatedProvider() throws IOException {}

    /** The settings of a gateway with this provider and the key {@code sk-local}. */
    Map<String, String> settings() {
        return OneSlot.at(provider);
    }

    /** What has arrived since the last call. */
    void seen(String text) {
        seen.add(text);
    }

    @Override
    public void close() throws IOException {
        provider.close();
    }

    private void speak(ScriptedProvider.Call call) throws Exception {
        call.write(Scripts.BARE_SSE_HEAD).close();
        for (int i = 1; i <= EVENTS; i++) {
            call.write(Scripts.say("token " + i));
            String text = seen.poll(60, TimeUnit.SECONDS);
            if (text == null || !text.contains("token " + i)) {
                return; // cuts the stream: there will be no [DONE]
            }
        }
        call.write(Scripts.finish("stop") + Scripts.DONE);
    }
}
