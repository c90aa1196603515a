/**
 * What {@code org.crac} finds behind {@code -Dorg.crac.Core.Compat=dev.sluice.lambda.crac}: five
 * public classes with the names that it looks up. Functions use {@code org.crac}, never this
 * package.
 *
 * <p>The JDK keeps checkpoint resources by weak reference; here they are held strongly from
 * registration until they have been restored, because a hook that was collected is a hook that
 * silently did not run, with a secret or a dead connection left in the snapshot. Registration
 * outside that time (SnapStart off, or after the restore) is taken and forgotten, so nothing can
 * pile up.
 */
@NullMarked
package dev.sluice.lambda.crac;

import org.jspecify.annotations.NullMarked;
