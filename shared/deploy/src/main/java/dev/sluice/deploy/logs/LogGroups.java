package dev.sluice.deploy.logs;

import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;

/** Where the lines of a function go. */
public final class LogGroups {
    private LogGroups() {}

    public static String of(LambdaClient client, String function) {
        LoggingConfig logging =
                client.getFunctionConfiguration(request -> request.functionName(function))
                        .loggingConfig();
        return logging == null || logging.logGroup() == null
                ? "/aws/lambda/" + function
                : logging.logGroup();
    }
}
