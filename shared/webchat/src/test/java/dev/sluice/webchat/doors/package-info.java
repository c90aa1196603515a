@NullMarked
package dev.sluice.webchat.doors;

import org.jspecify.annotations.NullMarked;
