package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Invents answers: apt on the face of it, and the same for the same question. */
final class Composer {

    private static final int LONG_TOKENS = 2_000;
    private static final int MOST_QUESTION_CHARS = 80;
    private static final int MOST_RESULT_CHARS = 600;
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:[^\\s]{1,7}|$)");

    private static final List<String> GREETINGS =
            List.of(
                    "Hello!",
                    "Good day!",
                    "Hi there.",
                    "Gladly.",
                    "Good question.",
                    "With pleasure.");

    private static final List<String> SENTENCES =
            List.of(
                    "A gateway stands between your program and the providers of language models.",
                    "It keeps the keys, so that no client ever sees them.",
                    "It counts what each caller uses, before the call and again after it.",
                    "When one provider is out of breath, it asks the next one, and you notice nothing but the answer.",
                    "Every token you read here has passed through it one by one.",
                    "When you hang up, it hangs up as well, and you pay for nothing you did not read.",
                    "Its books hold one row for each request, with tokens, price and outcome.",
                    "A limit that is reached is told with the time to wait, not with silence.",
                    "The words stay yours: prompts and answers are never written down.",
                    "Think of a lock on a canal: water comes through in measured steps, and the boats rise with it.",
                    "Nothing here is clever; the sentences are drawn from a small pool by the number of your question.",
                    "Set a provider's key in the environment, and a real model will answer in my place.",
                    "Until then I am patient, free of charge and always of the same opinion.",
                    "Ask again with another word and I shall say it in another order.");

    private static final List<String> THOUGHTS =
            List.of(
                    "The user wants an answer, so let me see what the question is about.",
                    "It is short, so the answer may be short as well.",
                    "There is no need for a tool here.",
                    "I should greet first, name the model, and then explain.");

    private Composer() {}

    static ScriptedAnswer compose(ScriptedAsk ask, int choice) {
        SplittableRandom random = new SplittableRandom(ask.seed() + choice);
        ScriptedAsk.Tool tool = ask.said().tool();
        if (tool != null) {
            return toolCall(tool, ask, random);
        }
        if (ask.model().contains("Guard")) {
            return fitted(List.of(), Guard.verdict(ask.said().text()), ask);
        }
        List<String> reasoning = ask.reasons() ? tokens(String.join(" ", THOUGHTS)) : List.of();
        String text = ask.wish().jsonSchema() == null ? prose(ask, random) : json(ask);
        return fitted(reasoning, stopped(text, ask.wish().stops()), ask);
    }

    /**
     * What Together would count as tokens, near enough: at most seven letters, with the space
     * before them.
     */
    static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find() && !matcher.group().isEmpty()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private static String prose(ScriptedAsk ask, SplittableRandom random) {
        StringBuilder text = new StringBuilder(pick(GREETINGS, random));
        text.append(" I am ").append(ask.model()).append(", as played by the scripted upstream. ");
        text.append(ask.said().byTool() ? "The tool says: \"" : "You asked: \"");
        int mostChars = ask.said().byTool() ? MOST_RESULT_CHARS : MOST_QUESTION_CHARS;
        text.append(shortened(ask.said().text(), mostChars)).append("\".");
        int sentences = 3 + random.nextInt(3);
        int first = random.nextInt(SENTENCES.size());
        boolean isLong = ask.script() == Script.LONG;
        for (int i = 0; i < sentences || (isLong && text.length() < LONG_TOKENS * 8); i++) {
            text.append(i % 4 == 2 ? "\n\n" : " ")
                    .append(SENTENCES.get((first + 3 * i) % SENTENCES.size()));
        }
        return text.toString();
    }

    private static String json(ScriptedAsk ask) {
        Map<String, Object> object =
                SampleValue.object(ask.wish().jsonSchema(), shortened(ask.said().text()));
        if (object.isEmpty()) {
            object = new LinkedHashMap<>(Map.of("asked", shortened(ask.said().text())));
            object.put("model", ask.model());
            object.put("answer", SENTENCES.getFirst());
        }
        return written(object);
    }

    private static ScriptedAnswer toolCall(
            ScriptedAsk.Tool tool, ScriptedAsk ask, SplittableRandom random) {
        String arguments =
                tool.arguments().isEmpty()
                        ? written(
                                SampleValue.object(
                                        tool.parametersSchema(), shortened(ask.said().text())))
                        : tool.arguments();
        String id = "call_" + Long.toString(random.nextLong(Long.MAX_VALUE), 36);
        return new ScriptedAnswer(
                List.of(),
                List.of(),
                new ScriptedAnswer.ToolCall(id, tool.name(), tokens(arguments)),
                "tool_calls");
    }

    private static String stopped(String text, List<String> stops) {
        int end = text.length();
        for (String stop : stops) {
            int at = text.indexOf(stop);
            end = at < 0 ? end : Math.min(end, at);
        }
        return text.substring(0, end);
    }

    /** Cut to the tokens that the request allows; what was thought counts as well. */
    private static ScriptedAnswer fitted(List<String> reasoning, String text, ScriptedAsk ask) {
        List<String> tokens = tokens(text);
        if (ask.script() == Script.LONG) {
            tokens = tokens.subList(0, Math.min(LONG_TOKENS, tokens.size()));
        }
        long allowed = ask.wish().maxTokens().orElse(Long.MAX_VALUE);
        boolean cut = reasoning.size() + tokens.size() > allowed;
        int thought = (int) Math.min(reasoning.size(), allowed);
        int said = (int) Math.min(tokens.size(), allowed - thought);
        return new ScriptedAnswer(
                reasoning.subList(0, thought),
                tokens.subList(0, said),
                null,
                cut ? "length" : "stop");
    }

    private static String shortened(String text) {
        return shortened(text, MOST_QUESTION_CHARS);
    }

    private static String shortened(String text, int mostChars) {
        String line = text.strip().replaceAll("\\s+", " ");
        int chars = Math.min(mostChars, line.codePointCount(0, line.length()));
        int end = line.offsetByCodePoints(0, chars);
        return end < line.length() ? line.substring(0, end) + "…" : line;
    }

    private static String pick(List<String> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }

    private static String written(Map<String, Object> object) {
        try {
            return JSON.std.asString(object);
        } catch (IOException e) {
            throw new IllegalStateException("maps of strings and numbers can be written", e);
        }
    }
}
