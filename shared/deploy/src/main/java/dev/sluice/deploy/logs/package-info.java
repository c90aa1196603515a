/** {@code make logs}: what the functions of a stage wrote. */
@NullMarked
package dev.sluice.deploy.logs;

import org.jspecify.annotations.NullMarked;
