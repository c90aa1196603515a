package dev.sluice.deploy.standin;

/**
 * @param error the code of a service's error; empty for none
 */
public record Answer(int status, String type, String error, String body) {
    static Answer json(String body) {
        return new Answer(200, "application/x-amz-json-1.1", "", body);
    }

    static Answer xml(int status, String body) {
        return new Answer(status, "text/xml", "", body);
    }

    /** Of something between us and AWS. */
    public static Answer page(int status) {
        return new Answer(status, "text/html", "", "<html>blocked</html>");
    }

    /** The message repeats everything, as some of AWS's do. */
    public static Answer error(int status, String code, String message) {
        return new Answer(
                status,
                "application/x-amz-json-1.1",
                code,
                "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }
}
