package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.openai.request.Dialogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Conversations in which a system speaks anywhere, also between calls and what their tools gave,
 * and what has to hold of the chats they become. A word such as {@code call7} is one thing that is
 * said, by the kind that it begins with.
 */
public final class SystemSays {
    private SystemSays() {}

    public static Arbitrary<List<String>> conversations() {
        Arbitrary<List<String>> spoken =
                Arbitraries.of("system", "user", "parts", "answer").map(List::of);
        Arbitrary<List<String>> worked =
                Arbitraries.of("", "system")
                        .list()
                        .ofMinSize(2)
                        .ofMaxSize(6)
                        .map(SystemSays::worked);
        return Arbitraries.oneOf(spoken, spoken, worked)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(turns -> numbered(turns.stream().flatMap(List::stream).toList()));
    }

    /** As many calls as half of them, then their results, a system's words between. */
    private static List<String> worked(List<String> between) {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < between.size() / 2 * 2; i++) {
            said.add(i < between.size() / 2 ? "call" : "result");
            said.add(between.get(i));
        }
        said.removeIf(String::isEmpty);
        return said;
    }

    /** A result has the number of its call. */
    private static List<String> numbered(List<String> kinds) {
        List<String> words = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String kind : kinds) {
            String number = kind.equals("result") ? open.removeFirst() : "" + words.size();
            words.add(kind + number + ".");
            if (kind.equals("call")) {
                open.add(number);
            }
        }
        return words;
    }

    /** The id of the call that a word is, or is the result of. */
    public static String id(String word) {
        return "c" + word.replaceAll("\\D", "");
    }

    /**
     * A chat for templates that take a system's message at the beginning only, and results only
     * right behind their calls.
     */
    public static void assertTold(List<String> said, byte[] chat) throws IOException {
        List<Map<?, ?>> messages = new ArrayList<>();
        Object told = Objects.requireNonNull(JSON.std.mapFrom(chat).get("messages"));
        ((List<?>) told).forEach(message -> messages.add((Map<?, ?>) message));
        for (int i = 1; i < messages.size(); i++) {
            String role = role(messages, i);
            assertThat(role).as("%s", messages).isNotIn("system", "developer");
            if (role.equals("tool")) {
                assertThat(hasCalls(messages.get(i - 1)) || role(messages, i - 1).equals("tool"))
                        .as("%s", messages)
                        .isTrue();
            }
            assertThat(isReminderAlone(messages.get(i)) && isBesideUsers(messages, i))
                    .as("%s", messages)
                    .isFalse();
        }
        String all = messages.toString();
        for (String word : said) {
            if (!word.startsWith("call")) {
                assertThat(all.split(word.replace(".", "\\."), -1)).as("%s", messages).hasSize(2);
            }
        }
    }

    private static String role(List<Map<?, ?>> messages, int index) {
        return String.valueOf(messages.get(index).get("role"));
    }

    private static boolean hasCalls(Map<?, ?> message) {
        return message.get("tool_calls") != null;
    }

    private static boolean isReminderAlone(Map<?, ?> message) {
        String content = String.valueOf(message.get("content"));
        return content.contains(Dialogue.REMINDER)
                && !content.contains("user")
                && !content.contains("parts");
    }

    private static boolean isBesideUsers(List<Map<?, ?>> messages, int index) {
        return role(messages, index - 1).equals("user")
                || (index + 1 < messages.size() && role(messages, index + 1).equals("user"));
    }
}
