/** What a request's body can be beside JSON: a form of several parts, read within bounds. */
@NullMarked
package dev.sluice.wire.form;

import org.jspecify.annotations.NullMarked;
