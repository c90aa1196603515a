/** What a person may spend on the operator's accounts: granted, used, left. */
@NullMarked
package dev.sluice.webchat.credit;

import org.jspecify.annotations.NullMarked;
