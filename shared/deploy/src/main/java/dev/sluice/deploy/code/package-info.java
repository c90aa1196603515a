/** {@code make deploy-lambda-fast}: new code behind the aliases, and back if it does not answer. */
@NullMarked
package dev.sluice.deploy.code;

import org.jspecify.annotations.NullMarked;
