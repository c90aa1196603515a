package dev.sluice.standins.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** What a service answers. */
public record AwsAnswer(int status, Map<String, String> headers, byte[] body) {
    /** The connection breaks instead. */
    public static final AwsAnswer NONE = new AwsAnswer(0, Map.of(), new byte[0]);

    private static final String JSON = "application/x-amz-json-1.1";

    public AwsAnswer {
        headers = Map.copyOf(headers);
    }

    /** Of the services that speak JSON. */
    public static AwsAnswer json(String body) {
        return json(200, body);
    }

    /** Without saying which error it is. */
    public static AwsAnswer json(int status, String body) {
        return of(status, JSON, body);
    }

    /** Of those that speak XML. */
    public static AwsAnswer xml(int status, String body) {
        return of(status, "text/xml", body);
    }

    /** Of something between us and AWS. */
    public static AwsAnswer page(int status) {
        return of(status, "text/html", "<html>blocked</html>");
    }

    /** The message repeats everything, as some of AWS's do. */
    public static AwsAnswer error(int status, String code, String message) {
        return new AwsAnswer(
                status,
                Map.of("Content-Type", JSON, "x-amzn-ErrorType", code),
                ("{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}").getBytes(UTF_8));
    }

    private static AwsAnswer of(int status, String type, String body) {
        return new AwsAnswer(status, Map.of("Content-Type", type), body.getBytes(UTF_8));
    }

    boolean isNone() {
        return status == 0;
    }

    /** As it goes out. */
    byte[] bytes() {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" X\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("x-amzn-RequestId: req-1\r\nContent-Length: ").append(body.length);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n\r\n").toString().getBytes(UTF_8));
        all.writeBytes(body);
        return all.toByteArray();
    }
}
