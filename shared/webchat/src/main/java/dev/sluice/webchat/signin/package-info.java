/** People instead of keys: who signed in, and what that lets them do. */
@NullMarked
package dev.sluice.webchat.signin;

import org.jspecify.annotations.NullMarked;
