package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Hints in a chat of what is to be kept in the cache reach Claude where they stand. In the chats
 * here {@code #} is a place for one; each has a number, as if that were its time.
 */
class BreakpointsTest {
    private static final Model MODEL = Model.unlisted("anthropic", "m");
    private static final Pattern HINT = Pattern.compile(",'cache_control':\\{'ttl':'(\\d+)'}");

    /**
     * Tools last, as they stand behind the messages in most requests; in a prompt they are first.
     */
    private static final String CHAT =
            "{'model':'m','max_tokens':9,'messages':["
                    + "{'role':'system','content':'Be brief.'#},"
                    + "{'role':'system','content':[{'type':'text','text':'a'#},{'type':'text','text':'b'#}]},"
                    + "{'role':'user','content':[{'type':'text','text':'Look'},{'type':'image_url','image_url':{'url':'https://a/b.png'}#}]},"
                    + "{'role':'assistant','content':null,'tool_calls':["
                    + "{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}#},"
                    + "{'id':'c2','type':'function','function':{'name':'f','arguments':'{}'}}]#},"
                    + "{'role':'tool','tool_call_id':'c1','content':'one'#},"
                    + "{'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'two'#}]},"
                    + "{'role':'developer','content':'Mind.'#},"
                    + "{'role':'user','content':'And?'#}],"
                    + "'tools':[{'type':'function','function':{'name':'f'#}},{'type':'function','function':{'name':'g'}#}]}";

    private static final String MESSAGES =
            "{'model':'m','max_tokens':9,'system':[{'type':'text','text':'Be brief.'#},{'type':'text','text':'a'#},{'type':'text','text':'b'#}],"
                    + "'messages':[{'role':'user','content':[{'type':'text','text':'Look'},{'type':'image','source':{'type':'url','url':'https://a/b.png'}#}]},"
                    + "{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'f','input':{}#},{'type':'tool_use','id':'c2','name':'f','input':{}#}]},"
                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':[{'type':'text','text':'one'}]#},"
                    + "{'type':'tool_result','tool_use_id':'c2','content':[{'type':'text','text':'two'}]#},"
                    + "{'type':'text','text':'<system-reminder>'},{'type':'text','text':'Mind.'#},{'type':'text','text':'</system-reminder>'},"
                    + "{'type':'text','text':'And?'#}]}],"
                    + "'tools':[{'name':'f','input_schema':{'type':'object','properties':{}}#},{'name':'g','input_schema':{'type':'object','properties':{}}#}]}";

    private static final int PLACES = 12;

    /** The last in a prompt, in which tools are the first, systems the next. */
    private static final List<Integer> IN_PROMPT = List.of(10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    @Property(tries = 300)
    void hintsStayWhereTheyAreAndOfMoreThanFourTheLast(@ForAll long seed) throws BadRequest {
        List<Integer> chosen = new ArrayList<>(IN_PROMPT);
        Random random = new Random(seed);
        Collections.shuffle(chosen, random);
        chosen = chosen.subList(0, random.nextInt(PLACES + 1));
        List<Integer> kept = new ArrayList<>(IN_PROMPT);
        kept.retainAll(chosen);
        kept = kept.subList(Math.max(0, kept.size() - 4), kept.size());
        ChatRequest chat = read(with(CHAT, chosen));
        assertThat(sent(chat)).isEqualTo(with(MESSAGES, kept));
        assertThat(ChatAsMessages.leftOut(chat, MODEL).contains("cache_control"))
                .isEqualTo(chosen.size() > 4);
    }

    @Example
    void aPartsOwnIsTheMessagesAndNothingIsNoHint() throws BadRequest {
        ChatRequest chat =
                read(
                        "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':[{'type':'text','text':'a','cache_control':{'ttl':'1'}}],"
                                + "'cache_control':{'ttl':'2'}},{'role':'assistant','content':'b','cache_control':null},"
                                + "{'role':'user','content':'','cache_control':{'ttl':'3'}}]}");
        assertThat(HINT.matcher(sent(chat)).results().map(found -> found.group(1)))
                .containsExactly("1");
        assertThat(ChatAsMessages.leftOut(chat, MODEL)).isEmpty();
    }

    @Example
    void oneForTheWholeRequestIsNamedAsLeftOut() throws BadRequest {
        ChatRequest chat =
                read(
                        "{'model':'m','messages':[{'role':'user','content':'a'}],'cache_control':{'type':'ephemeral'}}");
        assertThat(sent(chat)).doesNotContain("cache_control");
        assertThat(ChatAsMessages.leftOut(chat, MODEL)).containsExactly("cache_control");
    }

    private static String with(String text, List<Integer> places) {
        Matcher place = Pattern.compile("#").matcher(text);
        StringBuilder all = new StringBuilder();
        for (int i = 0; place.find(); i++) {
            place.appendReplacement(
                    all, places.contains(i) ? ",'cache_control':{'ttl':'" + i + "'}" : "");
        }
        return place.appendTail(all).toString();
    }

    private static ChatRequest read(String chat) throws BadRequest {
        return ChatRequest.parse(ChatRequest.Kind.CHAT, chat.replace('\'', '"').getBytes(UTF_8));
    }

    private static String sent(ChatRequest chat) throws BadRequest {
        Ask ask = new Ask(List.of("m"), ModelKind.CHAT, false, 1, chat.maxTokens(), 1);
        return new String(ChatAsMessages.of(chat, ask, MODEL).toByteArray(), UTF_8)
                .replace('"', '\'');
    }
}
