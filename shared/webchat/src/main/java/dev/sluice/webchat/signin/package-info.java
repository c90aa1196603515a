/** People instead of keys: who signed in, and what that lets them do. */
@NullMarked
package dev.sluice.wire.signin;

import org.jspecify.annotations.NullMarked;
