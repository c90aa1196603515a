package dev.sluice.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Chunks in which values stand where others should: JSON all the same. */
public final class MisshapenChunks {
    private static final List<String> SEEDS =
            List.of(
                    "{'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':'a','reasoning':'b','refusal':'c'},'logprobs':{'content':[{'token':'a','top_logprobs':[]}],'refusal':null},'finish_reason':'stop'}],'usage':{'prompt_tokens':1,'completion_tokens':2}}",
                    "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'id':'t','type':'function','function':{'name':'f','arguments':'{}'}},{'index':2,'function':{'arguments':{'a':[1]}}}]},'finish_reason':null},{'index':1,'delta':{}}]}",
                    "{'choices':[{'delta':{'content':[{'type':'thinking','thinking':[{'type':'text','text':'a'}]},{'type':'text','text':'b'}],'function_call':{'name':'f','arguments':'{}'}}}],'x':{'y':[[]]}}");

    private static final String[] OTHERS = {
        "null", "7", "-1.5", "true", "[]", "{}", "'s'", "[1,2]", "[null]", "{'a':1}", "[{}]", "[[]]"
    };

    /** {@code [start, end)} of each value. */
    private static List<int[]> values(byte[] json) throws MalformedJson {
        List<int[]> values = new ArrayList<>();
        Deque<int[]> open = new ArrayDeque<>();
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            for (JsonToken token = cursor.next(); token != null; token = cursor.next()) {
                int start = cursor.start();
                int[] value = {start, cursor.end(start)};
                if (token.isStructStart()) {
                    open.push(value);
                } else if (token.isStructEnd()) {
                    int[] whole = open.pop();
                    whole[1] = value[1];
                    values.add(whole);
                } else if (token.isScalarValue()) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static String changed(String json, SplittableRandom random) throws MalformedJson {
        List<int[]> values = values(json.getBytes(UTF_8));
        int[] value = values.get(random.nextInt(values.size()));
        String other = OTHERS[random.nextInt(OTHERS.length)].replace('\'', '"');
        String kept = json.substring(value[0], value[1]);
        String news =
                switch (random.nextInt(5)) {
                    case 0 -> "[" + kept + "," + other + "]";
                    case 1 -> "{\"a\":" + kept + "}";
                    default -> other;
                };
        return json.substring(0, value[0]) + news + json.substring(value[1]);
    }

    private MisshapenChunks() {}

    public static String any(SplittableRandom random) throws MalformedJson {
        String json = SEEDS.get(random.nextInt(SEEDS.size())).replace('\'', '"');
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            json = changed(json, random);
        }
        return json;
    }
}
