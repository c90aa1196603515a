@NullMarked
package dev.sluice.deploy.standin;

import org.jspecify.annotations.NullMarked;
