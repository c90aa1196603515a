@NullMarked
package dev.sluice.aws.client;

import org.jspecify.annotations.NullMarked;
