import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/**
 * `make coldstart`: the time from the start of a fresh JVM, pinned to one core, to the first byte of
 * the answer at a fake Runtime API. For Sluice that byte is the first of the relayed stream, behind
 * the prelude; for the hello-world function on the stock runtime client it is its whole answer.
 * Rounds are interleaved, so that what else the machine does hits all rows alike.
 *
 * <p>Run by the source launcher; it needs the unpacked zip and the stock client's jars:
 * [-Donly=regex of rows] [-Dmore=JVM flags] ColdStart task-directory client-directory work-directory event-file runs
 */
public final class ColdStart {
    private static final String KEY = "sk-local";
    /** Replaying the profiles of the training run makes C1 compile at once what one request never repeats. */
    private static final String AOT = "-XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -XX:AOTCache=";
    private static final List<String> LAMBDA_FLAGS =
            List.of("-XX:MaxHeapSize=700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true");

    /** A thing to start: how, with which further variables, and whether a snapshot is simulated. */
    record Row(String name, List<String> command, Map<String, String> variables, boolean snapshot) {}

    /** Milliseconds to the first byte, by the clock and of the processor. */
    record Sample(double wall, double cpu) {}

    private final Path task;
    private final Path client;
    private final Path work;
    private final byte[] event;
    private final Stage stage = new Stage();

    private ColdStart(Path task, Path client, Path work, byte[] event) throws IOException {
        this.task = task;
        this.client = client;
        this.work = work;
        this.event = event;
    }

    public static void main(String[] args) throws Exception {
        ColdStart coldStart =
                new ColdStart(
                        Path.of(args[0]).toAbsolutePath(),
                        Path.of(args[1]).toAbsolutePath(),
                        Path.of(args[2]).toAbsolutePath(),
                        Files.readAllBytes(Path.of(args[3])));
        coldStart.run(Integer.parseInt(args[4]));
        System.exit(0);
    }

    private void run(int runs) throws Exception {
        List<Row> rows = rows().stream().filter(row -> row.name().matches(System.getProperty("only", ".*"))).toList();
        Map<Row, List<Sample>> millis = new LinkedHashMap<>();
        rows.forEach(row -> millis.put(row, new ArrayList<>()));
        for (Row row : rows) {
            start(row); // fills the page cache
        }
        for (int i = 0; i < runs; i++) {
            for (Row row : rows) {
                millis.get(row).add(start(row));
            }
            System.err.print(".");
        }
        System.err.println();
        print(millis, runs);
    }

    private List<Row> rows() throws Exception {
        Map<String, String> memory = new HashMap<>(stage.gateway());
        memory.put("SLUICE_STORES", "memory");
        Map<String, String> tables = new HashMap<>(stage.gateway());
        tables.put("SLUICE_STORES", "dynamodb");
        tables.put("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + stage.port());
        Map<String, String> snapshot = new HashMap<>(tables);
        snapshot.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");

        String memoryAot = trained("memory.aot", memory, "-XX:AOTCacheOutput=");
        String tablesAot = trained("tables.aot", tables, "-XX:AOTCacheOutput=");
        String tablesCds = trained("tables.jsa", tables, "-XX:ArchiveClassesAtExit=");
        return List.of(
                new Row("hello world, stock runtime client", hello(), Map.of(), false),
                new Row("Sluice, stores in memory", gateway(), memory, false),
                new Row("Sluice, stores in memory, AOT cache", gateway(), with(memory, AOT + memoryAot), false),
                new Row("Sluice, DynamoDB", gateway(), tables, false),
                new Row("Sluice, DynamoDB, class data archive", gateway(), with(tables, "-XX:SharedArchiveFile=" + tablesCds), false),
                new Row("Sluice, DynamoDB, AOT cache", gateway(), with(tables, AOT + tablesAot), false),
                new Row("Sluice, DynamoDB, rehearsed, from the restore on", gateway(), snapshot, true));
    }

    private static Map<String, String> with(Map<String, String> variables, String flag) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("LAMBDA_STREAM_JVM_OPTS", flag);
        return all;
    }

    private String trained(String file, Map<String, String> variables, String flag) throws Exception {
        Path cache = work.resolve(file);
        Files.deleteIfExists(cache);
        start(new Row(file, gateway(), with(variables, flag + cache), false));
        if (!Files.exists(cache)) {
            throw new IllegalStateException("no " + cache + "; see " + work.resolve("out.txt"));
        }
        return cache.toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** As Lambda calls the wrapper: with the command line that it would have run itself. */
    private List<String> gateway() {
        List<String> command = new ArrayList<>(List.of(task.resolve("bootstrap-stream").toString(), java()));
        command.addAll(LAMBDA_FLAGS);
        command.addAll(List.of("-classpath", "/var/runtime/lib/none.jar", "AWSLambda", "dev.sluice.gateway.lambda.GatewayFunction"));
        return command;
    }

    private List<String> hello() throws IOException {
        Path classes = work.resolve("hello");
        if (!Files.exists(classes.resolve("Hello.jar"))) {
            compileHello(classes);
        }
        List<String> jars = new ArrayList<>(clientJars());
        jars.addFirst(classes.resolve("Hello.jar").toString());
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(LAMBDA_FLAGS);
        command.addAll(List.of("-classpath", String.join(File.pathSeparator, jars), "com.amazonaws.services.lambda.runtime.api.client.AWSLambda", "Hello"));
        return command;
    }

    private List<String> clientJars() throws IOException {
        try (var files = Files.list(client)) {
            return files.map(Path::toString).filter(file -> file.endsWith(".jar")).sorted().toList();
        }
    }

    private void compileHello(Path classes) throws IOException {
        Files.createDirectories(classes);
        Path source = classes.resolve("Hello.java");
        Files.writeString(
                source,
                """
                public final class Hello implements com.amazonaws.services.lambda.runtime.RequestStreamHandler {
                    @Override public void handleRequest(java.io.InputStream in, java.io.OutputStream out, com.amazonaws.services.lambda.runtime.Context context) throws java.io.IOException {
                        in.readAllBytes();
                        out.write("\\"hello\\"".getBytes());
                    }
                }
                """);
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", String.join(File.pathSeparator, clientJars()), "-d", classes.toString(), source.toString());
        java.util.spi.ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "cf", classes.resolve("Hello.jar").toString(), "-C", classes.toString(), "Hello.class");
    }

    /** Milliseconds to the first byte; a process that was pinned, and is gone when this returns. */
    private Sample start(Row row) throws Exception {
        try (RuntimeApi api = new RuntimeApi(event)) {
            List<String> command = new ArrayList<>(pinned());
            command.addAll(row.command());
            ProcessBuilder builder = new ProcessBuilder(command);
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("SLUICE_") || name.startsWith("JAVA") || name.startsWith("JDK"));
            environment.putAll(
                    Map.of(
                            "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + api.port(),
                            "LAMBDA_TASK_ROOT", task.toString(),
                            "_HANDLER", row.command().getLast(),
                            "LAMBDA_STREAM_CLASSPATH", task + "/lib/sluice-wire.jar:" + task + "/lib/*",
                            "AWS_REGION", "eu-central-1",
                            "AWS_LAMBDA_FUNCTION_NAME", "cold",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024",
                            "AWS_LAMBDA_FUNCTION_VERSION", "1",
                            "AWS_ACCESS_KEY_ID", "none",
                            "AWS_SECRET_ACCESS_KEY", "none"));
            environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25"); // the stock client's native part reads it unasked
            environment.putAll(row.variables());
            environment.merge("LAMBDA_STREAM_JVM_OPTS", "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dslf4j.internal.verbosity=WARN " + System.getProperty("more", ""), (one, other) -> one + " " + other);
            builder.redirectErrorStream(true).redirectOutput(work.resolve("out.txt").toFile());
            long startNanos = System.nanoTime();
            Process process = builder.start();
            api.pid = process.pid();
            Long firstByteNanos = api.firstByte.poll(20, TimeUnit.SECONDS);
            if (firstByteNanos == null) {
                process.destroyForcibly();
                throw new IllegalStateException(row.name() + ": no answer; see " + work.resolve("out.txt"));
            }
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            long fromNanos = row.snapshot() ? api.restoredNanos : startNanos;
            return new Sample((firstByteNanos - fromNanos) / 1e6, (api.cpuNanos - (row.snapshot() ? api.restoredCpuNanos : 0)) / 1e6);
        }
    }

    private static List<String> pinned() {
        return new File("/usr/bin/taskset").canExecute() ? List.of("/usr/bin/taskset", "-c", "0") : List.of();
    }

    private static void print(Map<Row, List<Sample>> samples, int runs) {
        List<Sample> first = samples.values().iterator().next();
        double hello = percentile(first.stream().map(Sample::wall).toList(), 50);
        double helloCpu = percentile(first.stream().map(Sample::cpu).toList(), 50);
        System.out.printf(Locale.ROOT, "%nFresh JVM on one core to the first byte, %d runs, ms (%s, %s)%n", runs, Runtime.version(), System.getProperty("os.arch"));
        System.out.printf(Locale.ROOT, "%-50s %6s %6s %9s %8s %9s%n", "", "p50", "p95", "of hello", "CPU p50", "of hello");
        samples.forEach(
                (row, values) -> {
                    List<Double> wall = values.stream().map(Sample::wall).toList();
                    double cpu = percentile(values.stream().map(Sample::cpu).toList(), 50);
                    System.out.printf(
                            Locale.ROOT,
                            "%-50s %6.0f %6.0f %8.2fx %8.0f %8.2fx%n",
                            row.name(), percentile(wall, 50), percentile(wall, 95), percentile(wall, 50) / hello, cpu, cpu / helloCpu);
                });
    }

    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /** Lambda's Runtime API: one invocation, then an end. */
    private static final class RuntimeApi extends Server {
        private static final byte[] DELIMITER = new byte[8];
        final BlockingQueue<Long> firstByte = new LinkedBlockingQueue<>();
        volatile long restoredNanos;
        volatile long restoredCpuNanos;
        volatile long cpuNanos;
        volatile long pid;
        private final byte[] event;
        private boolean delivered;

        RuntimeApi(byte[] event) throws IOException {
            this.event = event;
        }

        @Override
        boolean answer(String requestLine, Map<String, String> headers, InputStream in, OutputStream out) throws IOException {
            if (requestLine.contains("/restore/next")) {
                restoredCpuNanos = cpuNanos(pid);
                restoredNanos = System.nanoTime();
                return send(out, 200, "", "".getBytes(UTF_8));
            }
            if (requestLine.contains("/invocation/next")) {
                if (delivered) {
                    return send(out, 500, "", "{}".getBytes(UTF_8));
                }
                delivered = true;
                String more =
                        "Lambda-Runtime-Aws-Request-Id: cold-1\r\nLambda-Runtime-Deadline-Ms: " + (System.currentTimeMillis() + 60_000)
                                + "\r\nContent-Type: application/json\r\nLambda-Runtime-Trace-Id: Root=1-cold\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:cold\r\n";
                return send(out, 200, more, event);
            }
            if (requestLine.contains("/response")) {
                boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
                if (chunked) {
                    chunks(in);
                } else {
                    in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                    arrived();
                }
                send(out, 202, "", "{}".getBytes(UTF_8));
                return !chunked;
            }
            System.err.println("unexpected: " + requestLine + " " + new String(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))), UTF_8));
            return send(out, 202, "", "{}".getBytes(UTF_8));
        }

        private void arrived() {
            long nowNanos = System.nanoTime();
            cpuNanos = cpuNanos(pid);
            firstByte.add(nowNanos);
        }

        /** Processor time of all its threads: what a busy machine does not change. 0 where there is no Linux. */
        private static long cpuNanos(long pid) {
            long nanos = 0;
            String[] threads = new File("/proc/" + pid + "/task").list();
            for (String thread : threads == null ? new String[0] : threads) {
                try {
                    nanos += Long.parseLong(Files.readString(Path.of("/proc/" + pid + "/task/" + thread + "/schedstat")).split(" ")[0]);
                } catch (IOException e) {
                    // that thread has ended
                }
            }
            return nanos;
        }

        /** The first byte behind the prelude counts, where it is one of an answer: 200 alone is timed. */
        private void chunks(InputStream in) throws IOException {
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            boolean told = false;
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                seen.write(in.readNBytes(size));
                line(in);
                String text = seen.toString(ISO_8859_1);
                int end = text.indexOf("\0\0\0\0\0\0\0\0");
                if (!told && end >= 0 && text.length() > end + DELIMITER.length) {
                    if (!text.startsWith("{\"statusCode\":200")) {
                        throw new IllegalStateException(text);
                    }
                    told = true;
                    arrived();
                }
            }
            line(in);
        }
    }

    /** A provider and DynamoDB, which answer at once. */
    private static final class Stage extends Server {
        private static final String CHUNK =
                "data: {\"id\":\"r\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":%s}]}\n\n";

        Stage() throws IOException {}

        Map<String, String> gateway() {
            return Map.of(
                    "SLUICE_LOCAL_KEY", KEY,
                    "SLUICE_PROVIDER_TYPE_0", "together",
                    "SLUICE_PROVIDER_KEY_0", "none",
                    "SLUICE_PROVIDER_ENDPOINT_0", "http://127.0.0.1:" + port() + "/v1");
        }

        @Override
        boolean answer(String requestLine, Map<String, String> headers, InputStream in, OutputStream out) throws IOException {
            in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            String target = headers.getOrDefault("x-amz-target", "");
            if (target.isEmpty()) {
                String text = CHUNK.formatted("null") + CHUNK.formatted("\"stop\"") + "data: [DONE]\n\n";
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(text.length()) + "\r\n" + text + "\r\n0\r\n\r\n").getBytes(UTF_8));
                out.flush();
                return true;
            }
            return send(out, 200, "Content-Type: application/x-amz-json-1.0\r\n", dynamo(target.substring(target.indexOf('.') + 1)).getBytes(UTF_8));
        }

        private static String dynamo(String operation) {
            return switch (operation) {
                case "GetItem" -> "{\"Item\":{\"hash\":{\"S\":\"" + hash() + "\"},\"name\":{\"S\":\"cold\"},\"createdAt\":{\"S\":\"2026-11-25T00:00:00Z\"},\"revoked\":{\"BOOL\":false}}}";
                case "UpdateItem" -> "{\"Attributes\":{\"tatRequests\":{\"N\":\"1\"},\"tatTokens\":{\"N\":\"1\"}}}";
                default -> "{}";
            };
        }

        private static String hash() {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(UTF_8)));
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** HTTP/1.1 on a loopback port, as little of it as is needed. */
    private abstract static class Server implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Server() throws IOException {
            Thread.ofPlatform().daemon().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        /** False closes the connection. */
        abstract boolean answer(String requestLine, Map<String, String> headers, InputStream in, OutputStream out) throws IOException;

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    socket.setTcpNoDelay(true);
                    Thread.ofPlatform().daemon().start(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                for (String requestLine = line(in); !requestLine.isEmpty(); requestLine = line(in)) {
                    Map<String, String> headers = new HashMap<>();
                    for (String header = line(in); !header.isEmpty(); header = line(in)) {
                        int colon = header.indexOf(':');
                        headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
                    }
                    if (!answer(requestLine, headers, in, out)) {
                        return;
                    }
                }
            } catch (IOException | RuntimeException e) {
                if (!server.isClosed() && !(e instanceof java.net.SocketException)) {
                    e.printStackTrace();
                }
            }
        }

        static boolean send(OutputStream out, int status, String headers, byte[] body) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(("HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
            all.write(body);
            out.write(all.toByteArray());
            out.flush();
            return true;
        }

        static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                line.append((char) b);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
