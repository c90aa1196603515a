@NullMarked
package dev.sluice.aws.settings;

import org.jspecify.annotations.NullMarked;
