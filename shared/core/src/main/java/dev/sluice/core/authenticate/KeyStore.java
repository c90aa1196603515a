package dev.sluice.core.authenticate;

import java.util.List;
import java.util.Optional;

/**
 * Where gateway keys are kept. Blocking; safe for use by any thread; throws unchecked when it
 * cannot be reached.
 */
public interface KeyStore {

    /** One read by key. */
    Optional<KeyRecord> find(String hash);

    /** Adds a key; false, and no change, if there is one of this name or hash already. */
    boolean create(KeyRecord record);

    /** Every key, for people, in order of creation. */
    List<KeyRecord> list();

    /** Sets {@code revoked}, once and for all; false if there is no key of this name. */
    boolean revoke(String name);
}
