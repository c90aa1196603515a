@NullMarked
package dev.sluice.webchat.chat;

import org.jspecify.annotations.NullMarked;
