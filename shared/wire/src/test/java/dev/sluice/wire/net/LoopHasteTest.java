package dev.sluice.wire.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LoopHasteTest {
    @Test
    void aLongTaskMakesHasteForAWhile() {
        LoopHaste haste = new LoopHaste(true);
        assertThat(haste.isOn()).isFalse();
        haste.ended(System.nanoTime() - 60_000_000_000L);
        assertThat(haste.isOn()).as("a minute's task, for a second").isTrue();
        while (haste.isOn()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void aShortOneDoesNot() {
        LoopHaste haste = new LoopHaste(true);
        haste.ended(System.nanoTime() + 60_000_000_000L); // it has not even begun
        assertThat(haste.isOn()).isFalse();
    }

    @Test
    void whereNobodyCouldHelpThereIsNone() {
        LoopHaste haste = new LoopHaste(false);
        haste.ended(haste.begins() - 60_000_000_000L);
        assertThat(haste.isOn()).isFalse();
    }
}
