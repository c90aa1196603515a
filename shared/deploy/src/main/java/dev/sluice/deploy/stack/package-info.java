/** {@code make deploy}: the whole stage, first time included. */
@NullMarked
package dev.sluice.deploy.stack;

import org.jspecify.annotations.NullMarked;
