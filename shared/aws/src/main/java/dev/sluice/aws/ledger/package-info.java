/**
 * The usage table: a row a request, the days that they add up to, and what others keep of a caller.
 */
@NullMarked
package dev.sluice.aws.ledger;

import org.jspecify.annotations.NullMarked;
