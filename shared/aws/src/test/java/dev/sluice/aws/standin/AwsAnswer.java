package dev.sluice.aws.standin;

/**
 * @param error the code of a service's error; empty for none
 */
public record AwsAnswer(int status, String type, String error, String body) {
    static AwsAnswer json(String body) {
        return new AwsAnswer(200, "application/x-amz-json-1.1", "", body);
    }

    static AwsAnswer xml(int status, String body) {
        return new AwsAnswer(status, "text/xml", "", body);
    }

    /** Of something between us and AWS. */
    public static AwsAnswer page(int status) {
        return new AwsAnswer(status, "text/html", "", "<html>blocked</html>");
    }

    /** The message repeats everything, as some of AWS's do. */
    public static AwsAnswer error(int status, String code, String message) {
        return new AwsAnswer(
                status,
                "application/x-amz-json-1.1",
                code,
                "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }
}
