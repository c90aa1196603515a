@NullMarked
package dev.sluice.webchat.listing;

import org.jspecify.annotations.NullMarked;
