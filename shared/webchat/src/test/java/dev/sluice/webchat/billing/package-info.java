@NullMarked
package dev.sluice.webchat.billing;

import org.jspecify.annotations.NullMarked;
