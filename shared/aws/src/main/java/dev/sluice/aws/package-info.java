/** The ports of the core over DynamoDB and SSM. No stage knows this package. */
@NullMarked
package dev.sluice.aws;

import org.jspecify.annotations.NullMarked;
