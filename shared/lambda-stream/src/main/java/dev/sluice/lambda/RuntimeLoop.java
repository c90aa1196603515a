package dev.sluice.lambda;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The program that {@code bootstrap-stream} starts in place of Lambda's own runtime client: makes
 * the handler, passes through SnapStart when it is on, and serves invocations, in as many loops as
 * {@code AWS_LAMBDA_MAX_CONCURRENCY} says.
 *
 * <p>One loop runs on the main thread; several run on virtual threads. Exit codes: 1 when the
 * process cannot serve (any more), 64 when a SnapStart hook failed; it never exits with 0.
 */
public final class RuntimeLoop {

    private static final int EXIT_CODE = 1;

    private RuntimeLoop() {}

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.err));
    }

    static int run(Map<String, String> environment, PrintStream errors) {
        // Before any class of org.crac is loaded: it looks once. Lambda's own value names a class
        // that is not on our class path.
        System.setProperty("org.crac.Core.Compat", "dev.sluice.lambda.crac");
        var log = new RuntimeLog(errors);
        RuntimeApi api;
        try {
            api = new RuntimeApi(ApiEndpoint.parse(environment.get("AWS_LAMBDA_RUNTIME_API")));
        } catch (IllegalArgumentException e) {
            log.problem("exiting", null, ErrorReport.messageOf(e));
            return EXIT_CODE;
        }
        try {
            return start(api, settings(environment), log);
        } catch (InitFailure e) {
            reportInit(api, e.report(), log);
            return EXIT_CODE;
        }
    }

    private static int start(RuntimeApi api, LoopSettings settings, RuntimeLog log)
            throws InitFailure {
        if (settings.snapStart()) {
            SnapStart.expectHooks();
        }
        StreamingHandler handler = HandlerLoader.load(settings.handler());
        if (settings.snapStart() && !new SnapStart(api, log).passThrough()) {
            return SnapStart.EXIT_CODE;
        }
        serve(new InvocationLoop(api, settings, handler, log), settings.loopCount());
        return EXIT_CODE;
    }

    /** Returns when the first loop has ended: none ends without a reason that holds for all. */
    private static void serve(InvocationLoop loop, int loopCount) {
        if (loopCount == 1) {
            loop.run();
            return;
        }
        BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
        for (int i = 0; i < loopCount; i++) {
            int number = i;
            Thread.ofVirtual()
                    .name("lambda-stream-" + number)
                    .start(
                            () -> {
                                try {
                                    loop.run();
                                } finally {
                                    ended.add(number);
                                }
                            });
        }
        try {
            ended.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LoopSettings settings(Map<String, String> environment) throws InitFailure {
        try {
            return LoopSettings.from(environment);
        } catch (IllegalArgumentException e) {
            throw new InitFailure(ErrorReport.CONFIG_INVALID, ErrorReport.messageOf(e));
        }
    }

    private static void reportInit(RuntimeApi api, ErrorReport report, RuntimeLog log) {
        log.failure("initFailed", null, report);
        try {
            HttpAnswer answer = api.postInitError(report);
            if (!answer.isSuccess()) {
                log.problem("refused", null, "/init/error answered " + answer.status());
            }
        } catch (IOException e) {
            log.problem("errorNotTold", null, ErrorReport.messageOf(e));
        }
    }
}
