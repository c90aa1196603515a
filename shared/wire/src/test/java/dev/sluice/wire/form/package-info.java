@NullMarked
package dev.sluice.wire.form;

import org.jspecify.annotations.NullMarked;
