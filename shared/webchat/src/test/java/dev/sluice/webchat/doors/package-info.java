@NullMarked
package dev.sluice.wire.web;

import org.jspecify.annotations.NullMarked;
