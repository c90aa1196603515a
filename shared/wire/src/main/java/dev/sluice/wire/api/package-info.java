/** OpenAI's API: which path leads where, what each door answers, and how every error looks. */
@NullMarked
package dev.sluice.wire.api;

import org.jspecify.annotations.NullMarked;
