package dev.sluice.aws.settings;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import java.util.List;
import java.util.Map;

/** Slots of variables that do not change while the process runs. Safe for any thread. */
public final class EnvSlots implements Slots {
    private final SlotSettings settings;

    /** Throws {@link SettingsException} where a slot's settings are wrong. */
    public EnvSlots(Map<String, String> environment, Catalog catalog) {
        this.settings = SlotSettings.ofEnvironment(environment, catalog).orThrow();
    }

    /** What was left out, for the start of the process. */
    public List<String> warnings() {
        return settings.warnings();
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
