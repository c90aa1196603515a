/** What the page reads: its JSON, events, times and errors. */
@NullMarked
package dev.sluice.webchat.page;

import org.jspecify.annotations.NullMarked;
