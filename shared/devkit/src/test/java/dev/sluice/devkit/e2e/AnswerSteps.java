package dev.sluice.devkit.e2e;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;

/** A provider and a world of one or two slots, for tests of what its answers come to. */
abstract class AnswerSteps {
    @AutoClose ScriptedProvider upstream;

    @AutoClose ScriptedProvider second;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        second = new ScriptedProvider();
    }
}
