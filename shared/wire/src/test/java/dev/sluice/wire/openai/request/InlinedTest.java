package dev.sluice.wire.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.endpoint.Endpoint;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is inlined in a request is no text: a picture weighs the same whatever stands beside it, and
 * what a chat has no words for is not refused for its base64. Quotes are single ones, for reading.
 */
class InlinedTest {
    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";

    /** A megabyte, as text. */
    private static final String BASE64 = "A".repeat(1_400_000);

    private static final long AS_TEXT = 400_000;
    private static final String SEARCH =
            "'tools':[{'type':'web_search_20250305','name':'web_search'}],";

    private static long tokens(String path, String members) throws BadRequest {
        Endpoint endpoint = Objects.requireNonNull(Endpoints.ALL.at(path));
        String body = ("{'model':'m','max_tokens':9," + members + "}").replace('\'', '"');
        String whole = body.replace("BASE64", BASE64);
        return endpoint.read(Content.json(whole.getBytes(UTF_8))).ask().inputTokens();
    }

    private static String message(String block) {
        return "'messages':[{'role':'user','content':[" + block + "]}]";
    }

    private static String input(String part) {
        return "'input':[{'role':'user','content':[" + part + "]}]";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'BASE64'}}",
                "{'type':'image','source':{'data':'BASE64','media_type':'image/png','type':'base64'}}",
                "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}"
            })
    void aPictureInAMessageWeighsTheSameBesideAServersTool(String picture) throws Exception {
        long alone = tokens(MESSAGES, message(picture));
        assertThat(tokens(MESSAGES, SEARCH + message(picture))).isBetween(alone, alone + 100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'input_image','image_url':'data:image/png;base64,BASE64'}",
                "{'type':'input_image','image_url':'DATA:image\\/png;base64,BASE64'}",
                "{'type':'input_image','image_url':'data:image/png;base64,AAAA'}"
            })
    void aPictureInAResponseWeighsTheSameBesideAToolOfOpenAis(String picture) throws Exception {
        long alone = tokens(RESPONSES, input(picture));
        String search = "'tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'},";
        assertThat(tokens(RESPONSES, search + input(picture))).isBetween(alone, alone + 100);
    }

    /** As a file does that is a part of a chat. */
    @Test
    void aPdfWeighsAsAFileAndNotAsText() throws Exception {
        long inAChat =
                tokens(
                        "/v1/chat/completions",
                        message("{'type':'file','file':{'file_data':'JVBERiBASE64'}}"));
        String source = "'source':{'type':'base64','media_type':'application/pdf','data':";
        assertThat(tokens(MESSAGES, message("{'type':'document'," + source + "'JVBERiBASE64'}}")))
                .isBetween(inAChat, inAChat + 100)
                .isLessThan(AS_TEXT / 4);
        for (String data : new String[] {"data:application/pdf;base64,BASE64", "JVBERiBASE64"}) {
            String file = "{'type':'input_file','filename':'a.pdf','file_data':'" + data + "'}";
            assertThat(tokens(RESPONSES, input(file))).isBetween(inAChat, inAChat + 100);
        }
    }

    /** As a sound does that is a part of a chat. */
    @Test
    void aSoundWeighsAsASoundAndNotAsText() throws Exception {
        String sound = "{'type':'input_audio','input_audio':{'data':'BASE64','format':'wav'}}";
        long inAChat = tokens("/v1/chat/completions", message(sound));
        String search = "'tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'},";
        assertThat(tokens(RESPONSES, search + input(sound)))
                .isBetween(inAChat, inAChat + 100)
                .isLessThan(AS_TEXT / 4);
    }

    @Test
    void aJudgedPictureIsNoText() throws Exception {
        String picture = "{'type':'image_url','image_url':{'url':'data:image/png;base64,BASE64'}}";
        String text = "{'type':'text','text':'hello'}";
        assertThat(tokens("/v1/moderations", "'input':[" + text + "," + picture + "]"))
                .isBetween(MediumTokens.LARGE_PICTURE, MediumTokens.LARGE_PICTURE + 300);
    }

    /** Whoever calls a text a picture does not make it small. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'BASE64'}}",
                "{'type':'text','text':'data:image/png;base64,BASE64'}",
                "{'type':'text','text':'JVBERiBASE64'}",
                "{'type':'search_result','content':[{'type':'text','text':'BASE64'}],'data':'A'}"
            })
    void aTextIsText(String block) throws Exception {
        assertThat(tokens(MESSAGES, SEARCH + message(block))).isGreaterThanOrEqualTo(AS_TEXT);
    }

    @Test
    void aFileOfTextIsText() throws Exception {
        String file = "{'type':'input_file','file_data':'data:text/plain;base64,BASE64'}";
        String search = "'tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'},";
        assertThat(tokens(RESPONSES, search + input(file))).isGreaterThanOrEqualTo(AS_TEXT);
    }
}
