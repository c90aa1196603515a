package dev.sluice.core.call;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that must reach no log, error, row or metric: it prints as {@code ***} and is read in one
 * place only.
 */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = Objects.requireNonNull(value);
    }

    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
