package dev.sluice.devkit;

import java.io.PrintStream;

/** What a newcomer sees first: where it listens, a key that works, a line to paste. */
final class Welcome {
    private Welcome() {}

    static void print(PrintStream out, int port, String key, Dev.Parts parts, long startNanos) {
        String url = "http://localhost:" + port;
        out.printf("%nSluice is ready at %s after %.1f s.%n", url, startNanos / 1e9);
        out.println("  Key (this run only):  " + key);
        if (parts.isScripted()) {
            out.println(
                    "  Provider:             scripted; no provider key is set (see env/local.example.env)");
        }
        out.println(
                "  Usage rows:           "
                        + (parts.hasDynamo()
                                ? "DynamoDB Local, table sluice-local-usage"
                                : "the DynamoDB that AWS_ENDPOINT_URL_DYNAMODB names, or memory"));
        out.println();
        out.println("Paste this into another terminal:");
        out.println();
        out.println(
                "  curl -N "
                        + url
                        + "/v1/chat/completions -H 'Authorization: Bearer "
                        + key
                        + "' \\");
        out.println("    -H 'Content-Type: application/json' \\");
        out.println(
                "    -d '{\"model\":\"general\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"What is a sluice?\"}]}'");
        out.println();
        out.println("Each finished request prints a line here. Ctrl-C stops.");
    }
}
