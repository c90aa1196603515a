/** {@code make deploy…}: brings a stage to AWS. Runs on the deployer's machine only. */
@NullMarked
package dev.sluice.deploy;

import org.jspecify.annotations.NullMarked;
