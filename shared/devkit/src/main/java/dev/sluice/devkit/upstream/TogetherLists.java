package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Together's answers that are lists: vectors of texts, and documents in order. */
final class TogetherLists {
    private TogetherLists() {}

    /** {@code POST /v1/embeddings}: text alone, as numbers. */
    static byte[] embeddings(byte[] body) throws IOException, ScriptedAsk.BadRequest {
        Map<String, Object> asked = JSON.std.mapFrom(body);
        refuse(asked, "encoding_format", "dimensions");
        List<Object> rows = new ArrayList<>();
        for (String text : texts(asked.get("input"), "input")) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("object", "embedding");
            row.put("embedding", Meaning.of(text));
            row.put("index", rows.size());
            rows.add(row);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("object", "list");
        answer.put("model", asked.get("model"));
        answer.put("data", rows);
        if (Script.of(String.valueOf(asked.get("model"))) != Script.NO_USAGE) {
            answer.put("usage", usage(body));
        }
        return JSON.std.asBytes(answer);
    }

    /** {@code POST /v1/rerank}, in Cohere's form. */
    static byte[] rerank(byte[] body) throws IOException, ScriptedAsk.BadRequest {
        Map<String, Object> asked = JSON.std.mapFrom(body);
        double[] query = Meaning.of(String.valueOf(asked.get("query")));
        List<String> documents = texts(asked.get("documents"), "documents");
        double[] scores =
                documents.stream()
                        .mapToDouble(document -> Meaning.cosine(query, Meaning.of(document)))
                        .toArray();
        boolean withText = Boolean.TRUE.equals(asked.get("return_documents"));
        List<Map<String, Object>> results =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -scores[i]))
                        .map(i -> result(i, scores[i], withText ? documents.get(i) : null))
                        .toList();
        int top = asked.get("top_n") instanceof Number n ? n.intValue() : results.size();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("object", "rerank");
        answer.put("id", "scripted-rerank");
        answer.put("model", asked.get("model"));
        answer.put("results", results.subList(0, Math.min(top, results.size())));
        answer.put("usage", usage(body));
        return JSON.std.asBytes(answer);
    }

    private static Map<String, Object> result(int index, double score, @Nullable String text) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("index", index);
        result.put("relevance_score", score);
        if (text != null) {
            result.put("document", Map.of("text", text));
        }
        return result;
    }

    private static Map<String, Object> usage(byte[] body) {
        long tokens = Math.max(1, body.length / 4);
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", tokens);
        usage.put("completion_tokens", 0);
        usage.put("total_tokens", tokens);
        return usage;
    }

    private static void refuse(Map<String, Object> asked, String... names)
            throws ScriptedAsk.BadRequest {
        for (String name : names) {
            if (asked.containsKey(name)) {
                throw new ScriptedAsk.BadRequest("Unknown parameter: " + name);
            }
        }
    }

    /** A text or a list of texts; of an object its {@code text}. */
    private static List<String> texts(@Nullable Object given, String name)
            throws ScriptedAsk.BadRequest {
        List<?> items = given instanceof List<?> list ? list : List.of(String.valueOf(given));
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            Object text = item instanceof Map<?, ?> fields ? fields.get("text") : item;
            if (!(text instanceof String string)) {
                throw new ScriptedAsk.BadRequest(name + " must be text");
            }
            texts.add(string);
        }
        return texts;
    }
}
