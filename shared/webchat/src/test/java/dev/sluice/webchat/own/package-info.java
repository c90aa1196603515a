@NullMarked
package dev.sluice.webchat.own;

import org.jspecify.annotations.NullMarked;
