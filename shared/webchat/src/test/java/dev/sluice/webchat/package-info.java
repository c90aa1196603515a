@NullMarked
package dev.sluice.webchat;

import org.jspecify.annotations.NullMarked;
