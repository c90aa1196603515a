/**
 * Response streaming for Java on AWS Lambda: a Runtime API loop that replaces the managed runtime's
 * client, which buffers.
 *
 * <p>A function implements {@link dev.sluice.lambda.StreamingHandler}; the exec wrapper {@code
 * bootstrap-stream} starts {@link dev.sluice.lambda.RuntimeLoop}. The public types are those two,
 * {@link dev.sluice.lambda.StreamingResponse}, {@link dev.sluice.lambda.Prelude} and {@link
 * dev.sluice.lambda.InvocationContext}.
 *
 * <h2>What happens when something fails</h2>
 *
 * <ul>
 *   <li>Handler throws before {@code begin}, or returns without it: {@code POST /error} ({@code
 *       Runtime.UserException}, {@code Runtime.NoResponse}); the loop goes on.
 *   <li>Handler throws after {@code begin}: what it wrote is sent, then the two error trailers; the
 *       loop goes on.
 *   <li>Handler throws after it closed the body: the response was complete; it is logged only.
 *   <li>{@code OutOfMemoryError} and other {@code VirtualMachineError}s, a stack overflow excepted:
 *       as above, then exit 1.
 *   <li>The Runtime API answers 4xx (413 too) to {@code /response} or {@code /error}: logged; the
 *       loop goes on.
 *   <li>It answers 5xx: logged, exit 1 ("Non-recoverable state. Runtime should exit promptly").
 *   <li>The connection of the response is cut: the handler's next write throws {@code IOException};
 *       logged; the loop goes on.
 *   <li>{@code /next} fails or cannot be understood: logged, exit 1. A kept connection that had
 *       gone stale is tried once more.
 *   <li>Handler missing, of the wrong type, or its constructor throws: {@code POST /init/error},
 *       exit 1.
 *   <li>A SnapStart hook fails: {@code POST /init/error} (before) or {@code /restore/error}
 *       (after), exit 64.
 * </ul>
 *
 * <p>An error report has the exception's class, message and stack trace, as the managed runtime's
 * client sends them. Lambda shows it to whoever invoked the function directly and puts it in the
 * log: no exception that leaves a handler may have a secret in its message.
 *
 * <p>Sources: AWS Lambda Developer Guide, "Building a custom runtime", "Using the Lambda runtime
 * API", "SnapStart runtime hooks for custom runtimes"; API Gateway Developer Guide, "Response
 * transfer mode".
 */
@NullMarked
package dev.sluice.lambda;

import org.jspecify.annotations.NullMarked;
