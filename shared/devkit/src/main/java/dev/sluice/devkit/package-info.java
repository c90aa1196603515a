/** The local world: everything a newcomer needs in one process. Nothing of it is ever deployed. */
@NullMarked
package dev.sluice.devkit;

import org.jspecify.annotations.NullMarked;
