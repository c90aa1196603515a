/** Provider slots as text: environment variables, an env file, SSM parameters. Knows no AWS. */
@NullMarked
package dev.sluice.aws.settings;

import org.jspecify.annotations.NullMarked;
