@NullMarked
package dev.sluice.deploy.localstack;

import org.jspecify.annotations.NullMarked;
