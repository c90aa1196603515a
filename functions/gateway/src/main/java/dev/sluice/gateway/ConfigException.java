package dev.sluice.gateway;

/** A setting is wrong; the message names it and says what is right. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }
}
