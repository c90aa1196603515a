package dev.sluice.aws.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The few calls of SSM, Lambda, CloudFormation and CloudWatch Logs that deploy commands make, on
 * one port, as {@code AWS_ENDPOINT_URL} names it. Every call is noted and can be made to fail.
 */
public final class AwsStandIn implements AutoCloseable {
    private final HttpServer server;
    private final SsmPart ssm = new SsmPart();
    private final LambdaPart lambda = new LambdaPart();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Map<String, String> outputs = new HashMap<>();
    private volatile String logEvents = "";
    private volatile Function<String, Optional<AwsAnswer>> faults = call -> Optional.empty();

    public AwsStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** With credentials of no worth. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_ACCESS_KEY_ID", "id");
        environment.put("AWS_SECRET_ACCESS_KEY", "AWSCANARY");
        return environment;
    }

    public SsmPart ssm() {
        return ssm;
    }

    public LambdaPart lambda() {
        return lambda;
    }

    /** The stack's outputs; a stack without any is not there. */
    public Map<String, String> outputs() {
        return outputs;
    }

    /** The JSON of the events that every log group has. */
    public void logEvents(String json) {
        logEvents = json;
    }

    /** What was asked: {@code PutParameter /sluice/…}, {@code UpdateAlias gateway 2}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** What was sent: {@code AmazonSSM.GetParametersByPath {…}}. */
    public List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Calls whose name starts so. */
    public List<String> calls(String operation) {
        return calls.stream().filter(call -> call.startsWith(operation)).toList();
    }

    public void forgetCalls() {
        calls.clear();
    }

    /**
     * Asked before a call is done; an answer replaces the call.
     *
     * @param faults of a call as {@link #calls()} has it
     */
    public void faults(Function<String, Optional<AwsAnswer>> faults) {
        this.faults = faults;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        AwsRequest request = request(exchange, body, target == null ? "" : target);
        bodies.add(target + " " + body);
        calls.add(request.call());
        AwsAnswer answer = faults.apply(request.call()).orElseGet(request::run);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        if (!answer.error().isEmpty()) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", answer.error());
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private AwsRequest request(HttpExchange exchange, String body, String target) {
        if (target.startsWith("AmazonSSM.")) {
            return ssm.request(target.substring("AmazonSSM.".length()), JsonFields.flat(body));
        }
        if (target.startsWith("Logs_")) {
            return new AwsRequest(
                    "FilterLogEvents " + JsonFields.flat(body).getOrDefault("logGroupName", ""),
                    () -> AwsAnswer.json("{\"events\":[" + logEvents + "]}"));
        }
        if (exchange.getRequestURI().getPath().startsWith("/2015-03-31/")) {
            return lambda.request(exchange, JsonFields.flat(body));
        }
        return new AwsRequest("DescribeStacks", () -> StackPart.describe(outputs));
    }
}
