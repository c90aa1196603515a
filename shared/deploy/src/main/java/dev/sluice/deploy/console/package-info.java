/** The terminal of who deploys: lines, questions and the time each step takes. */
@NullMarked
package dev.sluice.deploy.console;

import org.jspecify.annotations.NullMarked;
