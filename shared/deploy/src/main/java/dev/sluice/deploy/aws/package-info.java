/** What all commands need of AWS: clients, errors as lines, the outputs of a stage's stack. */
@NullMarked
package dev.sluice.deploy.aws;

import org.jspecify.annotations.NullMarked;
