/** {@code make deploy-env}: provider settings of an env file to Parameter Store. */
@NullMarked
package dev.sluice.deploy.env;

import org.jspecify.annotations.NullMarked;
