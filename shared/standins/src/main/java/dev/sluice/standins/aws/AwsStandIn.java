package dev.sluice.standins.aws;

import dev.sluice.standins.Connection;
import dev.sluice.standins.Http;
import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * AWS on one port, as {@code AWS_ENDPOINT_URL} names it: SSM, Lambda, CloudFormation, CloudWatch
 * Logs, STS and SSO as far as they are called here, and DynamoDB, which is a real one behind it or
 * answers nothing. Every call is noted, retries included, and can be made to fail. Safe for any
 * thread.
 */
public final class AwsStandIn implements AutoCloseable {
    private final Loopback server;
    private final String endpoint;
    private final SsmPart ssm = new SsmPart();
    private final LambdaPart lambda = new LambdaPart();
    private final TablesPart tables = new TablesPart();
    private final Faults faults = new Faults();
    private final List<String> calls = new ArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> signers = new CopyOnWriteArrayList<>();
    private final StackPart stack = new StackPart();
    private final Map<String, AwsAnswer> answers = new ConcurrentHashMap<>();
    private volatile String logEvents = "";

    /** On a free port, without TLS. */
    public AwsStandIn() throws IOException {
        this("http://127.0.0.1:", Loopback.plain());
    }

    /**
     * On a socket that listens already, over TLS perhaps.
     *
     * @param origin up to the port: {@code https://localhost:}
     */
    public AwsStandIn(String origin, ServerSocket listening) {
        server = Loopback.start(listening, this::serve);
        endpoint = origin + server.port();
    }

    /** As {@code AWS_ENDPOINT_URL} names it. */
    public String endpoint() {
        return endpoint;
    }

    /** With credentials of no worth. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL", endpoint);
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_ACCESS_KEY_ID", "id");
        environment.put("AWS_SECRET_ACCESS_KEY", "AWSCANARY");
        return environment;
    }

    /** Parameters. */
    public SsmPart ssm() {
        return ssm;
    }

    /** Functions. */
    public LambdaPart lambda() {
        return lambda;
    }

    /** The stack's outputs; a stack without any is not there, unless it has a status. */
    public Map<String, String> outputs() {
        return stack.outputs();
    }

    /** From now on looks at the stack find these states, one after the other, then the last. */
    public void stackIs(String... statuses) {
        stack.is(List.of(statuses));
    }

    /** The JSON of the events that every log group has. */
    public void logEvents(String json) {
        logEvents = json;
    }

    /** From now on DynamoDB is the one at this endpoint. */
    public AwsStandIn before(String dynamoDb) {
        tables.behind(dynamoDb);
        return this;
    }

    /**
     * From now on this JSON is the answer to these calls, whatever they ask.
     *
     * @param target {@code DynamoDB_20120810.GetItem}
     */
    public AwsStandIn answers(String target, String json) {
        answers.put(target, AwsAnswer.json(json));
        return this;
    }

    /** What was asked: {@code PutParameter /sluice/…}, {@code UpdateItem limits}. */
    public List<String> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Calls whose name starts so. */
    public List<String> calls(String operation) {
        return calls().stream().filter(call -> call.startsWith(operation)).toList();
    }

    /** Calls since the last time, in order. */
    public List<String> take() {
        synchronized (calls) {
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    /** What was sent: {@code AmazonSSM.GetParametersByPath {…}}. */
    public List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Method, path and the access key that signed: {@code POST / SSOID}. */
    public List<String> signers() {
        return List.copyOf(signers);
    }

    /**
     * Asked before a call is done; an answer replaces the call.
     *
     * @param instead of a call as {@link #calls()} has it
     */
    public void faults(Function<String, Optional<AwsAnswer>> instead) {
        faults.instead(instead);
    }

    /** Whether every call fails with a status of 500. */
    public void down(boolean nowDown) {
        faults.down(nowDown);
    }

    /**
     * Breaks the next calls of a kind.
     *
     * @param call {@code PutItem usage}
     */
    public void breaks(String call, Fault fault, int times) {
        faults.breaks(call, fault, times);
    }

    /** Breaks all calls. */
    public void breaksAll(Fault fault) {
        faults.breaksAll(fault);
    }

    /** All calls go through again. */
    public void heal() {
        faults.heal();
    }

    private void serve(Connection connection) throws Exception {
        while (true) {
            Http.Head head = connection.head();
            if (head.header("expect").equalsIgnoreCase("100-continue")) {
                connection.write("HTTP/1.1 100 Continue\r\n\r\n");
            }
            AwsCall call = new AwsCall(head, Http.body(connection.in(), head, false).bytes());
            AwsRequest request = request(call);
            note(call, request);
            AwsAnswer answer = faults.run(request);
            if (answer.isNone()) {
                return;
            }
            connection.write(answer.bytes());
        }
    }

    private void note(AwsCall call, AwsRequest request) {
        signers.add(call.method() + " " + call.path() + " " + call.signer());
        bodies.add(call.target() + " " + call.body());
        synchronized (calls) {
            calls.add(request.call());
        }
    }

    private AwsRequest request(AwsCall call) {
        String target = call.target();
        AwsAnswer told = answers.get(target);
        if (told != null) {
            return new AwsRequest(call.operation(), () -> told);
        }
        if (target.startsWith("DynamoDB_")) {
            return tables.request(call);
        }
        if (target.startsWith("AmazonSSM.")) {
            return ssm.request(call.operation(), call.input());
        }
        if (target.startsWith("Logs_")) {
            return new AwsRequest(
                    "FilterLogEvents " + call.input().getOrDefault("logGroupName", ""),
                    () -> AwsAnswer.json("{\"events\":[" + logEvents + "]}"));
        }
        return untargeted(call);
    }

    private AwsRequest untargeted(AwsCall call) {
        if (call.path().startsWith("/2015-03-31/")) {
            return lambda.request(call);
        }
        if (call.path().startsWith("/federation")) {
            return CredentialsPart.ofSso();
        }
        return call.body().contains("Action=AssumeRole")
                ? CredentialsPart.ofARole()
                : new AwsRequest("DescribeStacks", stack::describe);
    }

    @Override
    public void close() throws IOException {
        faults.close();
        server.close();
        tables.close();
    }
}
