/**
 * Media jobs: what a client asks for, how providers are asked and tell of them, and how clients are
 * told (docs/decisions/0007-media-jobs.md).
 */
@NullMarked
package dev.sluice.wire.job;

import org.jspecify.annotations.NullMarked;
