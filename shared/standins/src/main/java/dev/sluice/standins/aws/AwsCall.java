package dev.sluice.standins.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.Http;
import dev.sluice.standins.JsonFields;
import java.util.Map;

/** A call of a service as it came. */
record AwsCall(Http.Head head, byte[] bytes) {
    String body() {
        return new String(bytes, UTF_8);
    }

    /** The scalars of its JSON. */
    Map<String, String> input() {
        return JsonFields.flat(body());
    }

    /** {@code AmazonSSM.PutParameter}; empty of services that have none. */
    String target() {
        return head.header("x-amz-target");
    }

    /** The target's part behind the service. */
    String operation() {
        return target().substring(target().indexOf('.') + 1);
    }

    String method() {
        return head.first().split(" ")[0];
    }

    String path() {
        return head.path();
    }

    /** Empty for none. */
    String query() {
        String line = head.line();
        return line.contains("?") ? line.substring(line.indexOf('?') + 1) : "";
    }

    /** The access key that signed it; a hyphen for none. */
    String signer() {
        String authorization = head.header("authorization");
        return authorization.contains("Credential=")
                ? authorization.replaceFirst(".*Credential=([^/]*)/.*", "$1")
                : "-";
    }
}
