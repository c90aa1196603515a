package dev.sluice.devkit.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.sluice.devkit.upstream.ScriptedUpstream;
import dev.sluice.devkit.upstream.TokenPace;
import java.io.IOException;

/** OpenAI's own Java client, the real server, and the provider of {@code make dev} behind it. */
record SdkWorld(ScriptedUpstream scripted, World world, OpenAIClient client)
        implements AutoCloseable {

    /**
     * @param types of the slots, from 0 on
     */
    static SdkWorld start(String... types) throws IOException {
        ScriptedUpstream scripted = ScriptedUpstream.start(TokenPace.AT_ONCE);
        World.Settings settings = World.settings();
        for (int slot = 0; slot < types.length; slot++) {
            settings.slot(slot, types[slot], scripted.baseUrl().toString());
        }
        World world = settings.start();
        OpenAIClient client =
                OpenAIOkHttpClient.builder()
                        .baseUrl(world.url())
                        .apiKey(World.KEY)
                        .maxRetries(0)
                        .build();
        return new SdkWorld(scripted, world, client);
    }

    @Override
    public void close() throws IOException {
        client.close();
        world.close();
        scripted.close();
    }
}
