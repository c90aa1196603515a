package dev.sluice.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.time.FakeClock;
import dev.sluice.standins.aws.SignatureCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

class BedrockSignerTest {
    /** Of AWS's published test suite, which belongs to no account. */
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final SignatureCheck aws = new SignatureCheck(SECRET);

    /** The stand-in that checks our signatures agrees with AWS's published ones. */
    @ParameterizedTest
    @CsvSource({
        "GET, '', '', '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST, '', '', '', 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET, ?Param2=value2&Param1=value1, '', '', b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "POST, '', application/x-www-form-urlencoded, Param1=value1, ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    })
    void theCheckTakesAwssPublishedSignatures(
            String method, String query, String type, String body, String signature) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Host", "example.amazonaws.com");
        headers.put("X-Amz-Date", "20150830T123600Z");
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        headers.put("Authorization", published(type, signature));
        URI url = URI.create("https://example.amazonaws.com/" + query);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        assertThat(aws.scope(method, url, headers, bytes))
                .isEqualTo(new SignatureCheck.Scope("us-east-1", "service"));
        headers.put("Authorization", published(type, signature.replace('5', '6')));
        assertThatThrownBy(() -> aws.scope(method, url, headers, bytes))
                .hasMessageContaining("wrong signature");
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock-mantle.us-west-2.api.aws, us-west-2, bedrock-mantle",
        "bedrock-runtime.us-west-2.amazonaws.com, us-west-2, bedrock",
        "vpce-1-a.bedrock-runtime.us-west-2.vpce.amazonaws.com, us-west-2, bedrock",
        "127.0.0.1:1234, eu-west-1, bedrock-mantle",
    })
    void aSignedRequestPassesAwssCheckAndNoOtherDoes(String host, String region, String service)
            throws IOException {
        URI url = URI.create("https://" + host + "/v1/chat/completions");
        byte[] body = "{\"model\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
        AwsSessionCredentials role = AwsSessionCredentials.create("AKIDEXAMPLE", SECRET, "session");
        Map<String, String> headers =
                new HashMap<>(signer(StaticCredentialsProvider.create(role)).headers(url, body));
        headers.put("Host", host);
        headers.put("Content-Type", "application/json");

        assertThat(headers).containsEntry("X-Amz-Security-Token", "session");
        assertThat(aws.scope("POST", url, headers, body))
                .isEqualTo(new SignatureCheck.Scope(region, service));
        body[2]++;
        assertThatThrownBy(() -> aws.scope("POST", url, headers, body))
                .hasMessageContaining("wrong signature");
        assertThat(headers.values()).noneMatch(value -> value.contains(SECRET));
    }

    @Test
    void aProcessWithoutCredentialsSaysSo() {
        BedrockSigner signer =
                signer(
                        () -> {
                            throw SdkClientException.create("none found");
                        });
        assertThatThrownBy(() -> signer.headers(URI.create("https://x/"), new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("this process has no AWS credentials to sign with");
    }

    private static BedrockSigner signer(AwsCredentialsProvider credentials) {
        return new BedrockSigner(credentials, Region.EU_WEST_1, new FakeClock());
    }

    private static String published(String type, String signature) {
        return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                + (type.isEmpty() ? "" : "content-type;")
                + "host;x-amz-date, Signature="
                + signature;
    }
}
