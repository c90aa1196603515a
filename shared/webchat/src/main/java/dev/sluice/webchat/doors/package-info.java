/**
 * The paths of an existing web frontend, which door each leads to, and what it needs of CORS. The
 * same pipeline as the API's doors.
 */
@NullMarked
package dev.sluice.webchat.doors;

import org.jspecify.annotations.NullMarked;
