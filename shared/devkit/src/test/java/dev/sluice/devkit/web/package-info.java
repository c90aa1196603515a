/** The web frontend's contract, on the real local server, read as the frontend reads it. */
@NullMarked
package dev.sluice.devkit.web;

import org.jspecify.annotations.NullMarked;
