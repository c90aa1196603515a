package dev.sluice.aws.settings;

import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import java.util.List;

/** Slots of variables that do not change while the process runs. Safe for any thread. */
public final class EnvSlots implements Slots {
    private final SlotSettings settings;

    /** Throws {@link SettingsException} where a slot's settings are wrong. */
    public EnvSlots(SlotSettings settings) {
        this.settings = settings.orThrow();
    }

    @Override
    public List<Slot> current() {
        return settings.slots();
    }

    @Override
    public List<Slot> reread() {
        return settings.slots();
    }
}
