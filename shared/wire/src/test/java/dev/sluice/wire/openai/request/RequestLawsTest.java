package dev.sluice.wire.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.Mutations;
import dev.sluice.wire.openai.Trees;
import dev.sluice.wire.openai.request.ChatRequest.Kind;
import dev.sluice.wire.openai.request.RequestRules.MaxTokens;
import dev.sluice.wire.openai.request.RequestRules.Translated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * A patched body is the client's but for the named edits; a broken one is refused and nothing
 * worse.
 */
class RequestLawsTest {
    private static final String MODEL = "up/stream";

    private static final Map<String, List<String>> KNOWN =
            Map.ofEntries(
                    entry("models", List.of("[\"a\" , \"b\"]", "[]", "null")),
                    entry("stream", List.of("true", "false", "null")),
                    entry(
                            "stream_options",
                            List.of(
                                    "{}",
                                    "null",
                                    "{ \"include_usage\" : false }",
                                    "{\"x\":[1],\"include_usage\":true}",
                                    "{\"include_obfuscation\":true}")),
                    entry("max_tokens", List.of("7", "null")),
                    entry("max_completion_tokens", List.of("9", "null")),
                    entry("stop", List.of("\"a\"", "[\"a\",\"b\"]", "null")),
                    entry("logprobs", List.of("true", "false", "3", "null")),
                    entry("top_logprobs", List.of("0", "5", "null")),
                    entry("tools", List.of("[{\"type\":\"function\"}]", "[ ]", "null")),
                    entry("reasoning_effort", List.of("\"low\"", "\"high\"", "\"none\"", "null")),
                    entry("top_k", List.of("40", "null")));

    private static final String CALLS =
            ",{\"role\":\"assistant\",\"tool_calls\":[ {\"id\":\"a\"},{\"id\":\"b\",\"function\":{}}]},"
                    + "{\"tool_calls\":[{\"id\":\"c\"}],\"role\":\"assistant\"}"
                    + ",{\"tool_calls\":[{\"id\":\"d\",\"extra_content\":{\"x\":{\"y\":1}}}],\"role\":\"assistant\"}"
                    + ",{\"tool_calls\":[{ }],\"role\":\"assistant\"}";

    /** The first of each message is, where it is not already and says something. */
    private static final String SIGNED_CALLS =
            CALLS.replaceAll(
                    "\\{\"id\":\"[ac]\"",
                    "$0,\"extra_content\":{\"google\":{\"thought_signature\":\"skip_thought_signature_validator\"}}");

    private static final List<String> UNKNOWN =
            List.of(
                    "15924764223251450000",
                    "1e2",
                    "9007199254740993",
                    "\"\\u00e9\\/ \"",
                    "{\"models\":[{\"stop\":\"x\"}],\"a\":{}}",
                    "[ 1 ,2,[ ]]",
                    "null",
                    "\"}],\"",
                    "-0.0");

    /** Members as name and raw value, known and unknown, in any order. */
    @Provide
    Arbitrary<List<String[]>> bodies() {
        Arbitrary<List<String>> names =
                Arbitraries.of(KNOWN.keySet()).list().uniqueElements().ofMaxSize(8);
        Arbitrary<List<String>> unknown = Arbitraries.of(UNKNOWN).list().ofMaxSize(6);
        return Combinators.combine(names, unknown, Arbitraries.longs())
                .as(RequestLawsTest::members);
    }

    private static List<String[]> members(List<String> known, List<String> unknown, long seed) {
        Random random = new Random(seed);
        List<String[]> members = new ArrayList<>();
        members.add(new String[] {"model", "\"client\\u002fmodel\""});
        members.add(
                new String[] {
                    "messages",
                    "[ {\"role\" :"
                            + " \"developer\",\"content\":\"developer\"},{\"content\":[],\"role\":\"user\"}"
                            + CALLS
                            + "]"
                });
        for (String name : known) {
            List<String> values = KNOWN.getOrDefault(name, List.of());
            members.add(new String[] {name, values.get(random.nextInt(values.size()))});
        }
        for (int i = 0; i < unknown.size(); i++) {
            members.add(new String[] {"u" + i, unknown.get(i)});
        }
        Collections.shuffle(members, random);
        return members;
    }

    @Provide
    Arbitrary<RequestRules> dialects() {
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        Arbitrary<Translated> translated =
                Combinators.combine(Arbitraries.of(Effort.values()), flag)
                        .as((effort, topK) -> new Translated(OptionalLong.empty(), effort, topK));
        return Combinators.combine(
                        Arbitraries.of(MaxTokens.values()), flag, flag, flag, flag, translated)
                .as(RequestRules::new);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.of("", " ", "\n\t", "\r\n  ");
    }

    @Property(tries = 3_000)
    void thePatchedBodyHasTheNamedEditsAndNoOther(
            @ForAll("bodies") List<String[]> members,
            @ForAll("dialects") RequestRules dialect,
            @ForAll("spaces") String space)
            throws BadRequest {
        StringBuilder json = new StringBuilder(space + "{");
        for (int i = 0; i < members.size(); i++) {
            json.append(i == 0 ? space : space + "," + space)
                    .append('"')
                    .append(members.get(i)[0])
                    .append('"')
                    .append(space)
                    .append(':')
                    .append(space)
                    .append(members.get(i)[1]);
        }
        byte[] body = json.append(space).append('}').append(space).toString().getBytes(UTF_8);
        byte[] patched = ChatRequest.parse(Kind.CHAT, body).patch(MODEL, dialect).toByteArray();
        assertThat(Trees.object(patched)).isEqualTo(expected(Trees.object(body), dialect));
        for (String[] member : members) {
            if (member[0].startsWith("u")) {
                assertThat(new String(patched, UTF_8))
                        .contains('"' + member[0] + '"' + space + ":" + space + member[1]);
            }
        }
    }

    /** The same edits on the tree. */
    private static Map<String, @Nullable Object> expected(
            Map<String, @Nullable Object> client, RequestRules dialect) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>(client);
        tree.put("model", MODEL);
        tree.remove("models");
        if (Boolean.TRUE.equals(client.get("stream"))) {
            Map<Object, @Nullable Object> options = new LinkedHashMap<>();
            if (client.get("stream_options") instanceof Map<?, ?> given) {
                options.putAll(given);
            }
            options.put("include_usage", true);
            tree.put("stream_options", options);
        }
        boolean namesOne =
                dialect.maxTokens() == MaxTokens.OLDER
                        ? tree.containsKey("max_completion_tokens")
                        : dialect.maxTokens() == MaxTokens.NEWER && tree.containsKey("max_tokens");
        if (namesOne) {
            Object older = tree.remove("max_tokens");
            Object newer = tree.remove("max_completion_tokens");
            tree.put(
                    dialect.maxTokens() == MaxTokens.OLDER ? "max_tokens" : "max_completion_tokens",
                    newer == null ? older : newer);
        }
        String asked = tree.get("reasoning_effort") instanceof String text ? text : "";
        boolean hasTools = tree.get("tools") instanceof List<?> tools && !tools.isEmpty();
        String told = dialect.translated().effort().told(asked, hasTools);
        if (told.isEmpty() && !asked.isEmpty()) {
            tree.remove("reasoning_effort");
        } else if (!told.isEmpty()) {
            tree.put("reasoning_effort", told);
        }
        if (!dialect.translated().knowsTopK()) {
            tree.remove("top_k");
        }
        if (dialect.logprobsInteger() && client.get("logprobs") instanceof Boolean wanted) {
            tree.remove("logprobs");
            if (wanted) {
                Object top = tree.remove("top_logprobs");
                tree.put(
                        "logprobs",
                        new Trees.Num(
                                top instanceof Trees.Num(String digits) && !digits.equals("0")
                                        ? digits
                                        : "1"));
            }
        }
        if (dialect.stopArrayOnly() && tree.get("stop") instanceof String single) {
            tree.put("stop", List.of(single));
        }
        String role = dialect.developerAsSystem() ? "system" : "developer";
        tree.put(
                "messages",
                Trees.parse(
                        "[{\"role\":\""
                                + role
                                + "\",\"content\":\"developer\"},{\"content\":[],\"role\":\"user\"}"
                                + (dialect.signsCalls() ? SIGNED_CALLS : CALLS)
                                + "]"));
        return tree;
    }

    @Property(tries = 5_000)
    void aMutatedBodyIsRefusedOrPatchedToValidJson(
            @ForAll("bodies") List<String[]> members,
            @ForAll("dialects") RequestRules dialect,
            @ForAll long seed) {
        StringBuilder json = new StringBuilder("{");
        members.forEach(
                m ->
                        json.append(json.length() == 1 ? "" : ",")
                                .append('"')
                                .append(m[0])
                                .append("\":")
                                .append(m[1]));
        byte[] body = Mutations.of(json.append('}').toString().getBytes(UTF_8), seed);
        byte[] patched;
        try {
            patched = ChatRequest.parse(Kind.CHAT, body).patch(MODEL, dialect).toByteArray();
        } catch (BadRequest e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        assertThat(Trees.isJson(patched))
                .as("%s -> %s", new String(body, UTF_8), new String(patched, UTF_8))
                .isTrue();
    }
}
