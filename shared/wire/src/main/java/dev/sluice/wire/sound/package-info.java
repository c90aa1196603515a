/** What is known of sound: files by their bytes, and transcripts in all their forms. */
@NullMarked
package dev.sluice.wire.sound;

import org.jspecify.annotations.NullMarked;
