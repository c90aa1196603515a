/** What a request is: its facts, and the ways in which it can be refused. */
@NullMarked
package dev.sluice.core.call;

import org.jspecify.annotations.NullMarked;
