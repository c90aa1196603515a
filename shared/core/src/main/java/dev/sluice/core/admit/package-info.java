/**
 * Stage 3, may it run: limits of several scopes, taken before the upstream call and corrected after
 * it.
 */
@NullMarked
package dev.sluice.core.admit;

import org.jspecify.annotations.NullMarked;
