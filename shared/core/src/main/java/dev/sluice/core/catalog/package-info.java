/**
 * What providers offer, what it costs and how fast it may be asked for: the one source of models,
 * prices and limits.
 */
@NullMarked
package dev.sluice.core.catalog;

import org.jspecify.annotations.NullMarked;
