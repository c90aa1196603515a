/** Chat and completion requests: read once, and edited as spans of the client's bytes. */
@NullMarked
package dev.sluice.wire.openai.request;

import org.jspecify.annotations.NullMarked;
