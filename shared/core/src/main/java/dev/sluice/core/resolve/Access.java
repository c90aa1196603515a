package dev.sluice.core.resolve;

import dev.sluice.core.call.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Where an account is, and what opens it.
 *
 * @param provider catalog name of its type
 * @param endpoint base URL that {@code /chat/completions} is appended to; the catalog's where empty
 */
public record Access(String provider, Secret key, Optional<URI> endpoint) {}
