/** The ports of the core over DynamoDB and SSM, a room a table. No stage knows it. */
@NullMarked
package dev.sluice.aws;

import org.jspecify.annotations.NullMarked;
