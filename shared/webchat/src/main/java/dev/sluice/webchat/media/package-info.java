/** The frontend's pictures and sound. */
@NullMarked
package dev.sluice.webchat.media;

import org.jspecify.annotations.NullMarked;
