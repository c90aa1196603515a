/**
 * The doors of an existing web frontend: its chat in its own body and events, usage and billing,
 * its providers, and what it needs of CORS. The same pipeline as the API's doors.
 */
@NullMarked
package dev.sluice.webchat.doors;

import org.jspecify.annotations.NullMarked;
