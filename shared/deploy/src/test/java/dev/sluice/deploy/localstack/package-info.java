/**
 * The adapters of DynamoDB and Parameter Store against LocalStack in Docker. Where there is no
 * Docker they are skipped with one line, and fail under {@code make integration}.
 */
@NullMarked
package dev.sluice.deploy.localstack;

import org.jspecify.annotations.NullMarked;
