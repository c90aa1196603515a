/** What a visitor has used and has left. */
@NullMarked
package dev.sluice.webchat.billing;

import org.jspecify.annotations.NullMarked;
