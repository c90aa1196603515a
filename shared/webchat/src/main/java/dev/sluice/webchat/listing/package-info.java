/** Which providers, models and prices there are, in the frontend's forms. */
@NullMarked
package dev.sluice.webchat.listing;

import org.jspecify.annotations.NullMarked;
