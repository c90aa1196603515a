package dev.sluice.devkit;

import java.io.PrintStream;

/** What a newcomer sees first: where it listens, a key that works, a line to paste. */
final class Welcome {
    private Welcome() {}

    static void print(PrintStream out, Dev dev, long startNanos) {
        String url = "http://localhost:" + dev.port();
        out.printf("%nSluice is ready at %s after %.1f s.%n", url, startNanos / 1e9);
        out.println("  Key (this run only):  " + dev.key());
        if (dev.parts().isScripted()) {
            out.println(
                    "  Provider:             scripted; no provider key is set (see env/local.example.env)");
        }
        out.println(
                "  Usage rows:           "
                        + (dev.parts().hasDynamo()
                                ? "DynamoDB Local, table sluice-local-usage"
                                : "the DynamoDB that AWS_ENDPOINT_URL_DYNAMODB names, or memory"));
        out.println();
        out.println("Paste this into another terminal:");
        out.println();
        out.println(
                "  curl -N "
                        + url
                        + "/v1/chat/completions -H 'Authorization: Bearer "
                        + dev.key()
                        + "' \\");
        out.println("    -H 'Content-Type: application/json' \\");
        out.println(
                "    -d '{\"model\":\""
                        + dev.pasted().name()
                        + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"What is a sluice?\"}]}'");
        out.println();
        if (dev.pasted().isToBeNamed()) {
            out.println(
                    "Put one of your provider's models for MODEL: the catalog lists none of them, so each is asked for by the provider's name.");
        }
        out.println("Each finished request prints a line here. Ctrl-C stops.");
    }
}
