/** The SDK's clients: where they call, what they sign with, how they wait and shake hands. */
@NullMarked
package dev.sluice.aws.client;

import org.jspecify.annotations.NullMarked;
