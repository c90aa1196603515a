package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.openai.Mutations;
import dev.sluice.wire.openai.answer.EventReader.Verdict;
import dev.sluice.wire.sse.SseEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Who compares chunks with the one before says of every stream what one says that parses them all:
 * verdicts, bytes, counts.
 */
class ChunkShapeLawTest {
    private static final int STREAMS = 20_000;
    private static final List<AnswerRules> RULES =
            List.of(
                    new AnswerRules(false, false, false),
                    new AnswerRules(true, false, false),
                    new AnswerRules(true, true, true));

    /** One {@code T} in a string is a text, {@code N} a number, each anew in each chunk. */
    private static final List<String> FORMS =
            List.of(
                    "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"«T»\"},\"logprobs\":null,\"finish_reason\":null}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"text\":\"«T»\",\"logprobs\":null,\"finish_reason\":null,\"seed\":null,\"delta\":{\"token_id\":«N»,\"role\":\"assistant\",\"content\":\"«T»\",\"tool_calls\":null}}],\"model\":\"m\",\"usage\":null}",
                    "{\"usage\" : null , \"id\":\"c\",\"choices\":[{\"delta\":{\"reasoning\":\"«T»\",\"content\":\"\"},\"index\":1}],\"obfuscation\":\"«T»\"}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"«T»\",\"reasoning_content\":\"«T»\"}}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"«T»\"}}]},\"finish_reason\":null}],\"usage\":null,\"p\":\"«T»\"}",
                    "{\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"«T»\",\"index\":0,\"finish_reason\":null}],\"x\":{\"n\":1},\"n\":«N»}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"«T»\"}]}}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"«T»\"},\"text\":[\"«T»\"]}],\"n\":«N»}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":«N»,\"delta\":{\"content\":\"«T»\"}}],\"created\":«N»}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"«T»\"}},{\"index\":1,\"delta\":{\"content\":\"«T»\"}}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"«T»\"},\"delta\":{\"content\":\"«T»\"}}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"«T»\"},\"finish_reason\":\"«T»\"}]}",
                    "{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":«N»,\"total_tokens\":13}}",
                    "{\"message\":\"«T»\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"«T»\"}}]}",
                    "{\"error\":\"«T»\"}");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " the",
                    "a",
                    "\\n",
                    "\\\"}",
                    "\\\\",
                    "\\u00e9",
                    "\\ud83d\\ude80",
                    "é",
                    "漢字",
                    "🚀",
                    "\\/",
                    "\\x",
                    "\t",
                    "\"",
                    "\\",
                    "\u007f",
                    "data: [DONE]",
                    "null",
                    "eos");

    private static final List<String> NUMBERS =
            List.of("0", "7", "01", "-1", "12345678901234567890", "1.5", "1e3", "", "\"7\"", "+1");

    private final Random random = new Random(20_261_129);

    @Test
    void comparingSaysWhatParsingSays() throws IOException {
        long fitted = 0;
        for (int i = 0; i < STREAMS; i++) {
            fitted += sameOfOneStream(RULES.get(i % RULES.size()));
        }
        assertThat(fitted).as("chunks that were not parsed").isGreaterThan(STREAMS / 4);
    }

    /** Returns how many of its chunks were compared. */
    private long sameOfOneStream(AnswerRules rules) throws IOException {
        ChunkShape shape = new ChunkShape();
        ChunkEditor comparing = new ChunkEditor(rules, shape);
        ChunkEditor parsing = new ChunkEditor(rules, ChunkShape.NONE);
        ByteArrayOutputStream compared = new ByteArrayOutputStream();
        ByteArrayOutputStream parsed = new ByteArrayOutputStream();
        long fitted = 0;
        for (byte[] chunk : chunks()) {
            String name = random.nextInt(40) == 0 ? "ping" : "message";
            fitted += name.equals("message") && shape.fits(chunk, 0, chunk.length) ? 1 : 0;
            Verdict verdict = comparing.accept(SseEvent.of(name, chunk.clone()));
            assertThat(verdict)
                    .as(new String(chunk, UTF_8))
                    .isEqualTo(parsing.accept(SseEvent.of(name, chunk.clone())));
            if (verdict == Verdict.ERROR || verdict == Verdict.MALFORMED) {
                break;
            }
            if (verdict == Verdict.RELAY) {
                comparing.writeTo(compared);
                parsing.writeTo(parsed);
                assertThat(comparing.text()).isEqualTo(parsing.text());
            }
            assertThat(state(comparing)).as(new String(chunk, UTF_8)).isEqualTo(state(parsing));
        }
        assertThat(state(comparing)).isEqualTo(state(parsing));
        comparing.writeEnd(compared, 100);
        parsing.writeEnd(parsed, 100);
        assertThat(compared.toString(UTF_8)).isEqualTo(parsed.toString(UTF_8));
        return fitted;
    }

    /** Mostly of one form, some of them broken. */
    private List<byte[]> chunks() {
        List<byte[]> chunks = new ArrayList<>();
        String form = FORMS.get(random.nextInt(FORMS.size()));
        for (int i = random.nextInt(12); i >= 0; i--) {
            String next = random.nextInt(5) > 0 ? form : FORMS.get(random.nextInt(FORMS.size()));
            byte[] chunk = filled(next).getBytes(UTF_8);
            chunks.add(random.nextInt(12) > 0 ? chunk : Mutations.of(chunk, random.nextLong()));
        }
        return chunks;
    }

    private String filled(String form) {
        StringBuilder chunk = new StringBuilder(form);
        fill(chunk, "«T»", TEXTS, 12);
        fill(chunk, "«N»", NUMBERS, 2);
        return chunk.toString();
    }

    /** The first ones more often, for the others are odd. */
    private void fill(StringBuilder chunk, String place, List<String> values, int usual) {
        for (int at = chunk.indexOf(place); at >= 0; at = chunk.indexOf(place)) {
            boolean isUsual = random.nextInt(20) > 0;
            String value = values.get(random.nextInt(isUsual ? usual : values.size()));
            chunk.replace(at, at + place.length(), value);
        }
    }

    private static List<Object> state(ChunkEditor editor) {
        return List.of(
                editor.contentBytes(),
                String.valueOf(editor.usage()),
                String.valueOf(editor.finishReason()),
                String.valueOf(editor.error()),
                editor.sawDone(),
                editor.sawChoice(),
                editor.lacksOnlyUsage(),
                editor.endedProperly());
    }

    @Test
    void aChunkOfEachUsualFormIsComparedAndNotParsed() {
        for (String form : FORMS.subList(0, 3)) {
            assertThat(isCompared(form, form)).as(form).isTrue();
        }
        assertThat(isCompared(FORMS.get(4), FORMS.get(4))).as("arguments of a tool").isTrue();
        assertThat(isCompared(FORMS.get(5), FORMS.get(5))).as("a completion").isTrue();
        assertThat(isCompared(FORMS.get(0), FORMS.get(1))).isFalse();
        assertThat(isCompared(FORMS.get(3), FORMS.get(3))).as("the longer one counts").isFalse();
        assertThat(isCompared(FORMS.get(11), FORMS.get(11))).as("an end").isFalse();
    }

    /** Any text, and one that is long and in no script of ASCII. */
    private static boolean isCompared(String first, String second) {
        ChunkShape shape = new ChunkShape();
        ChunkEditor editor = new ChunkEditor(RULES.getFirst(), shape);
        byte[] begin = first.replace("«T»", " the").replace("«N»", "7").getBytes(UTF_8);
        editor.accept(SseEvent.of("message", begin));
        byte[] next = second.replace("«T»", "漢字 \\n🚀 é").replace("«N»", "1234").getBytes(UTF_8);
        return shape.fits(next, 0, next.length);
    }

    /** A stream of alternating chunks gains nothing and is not learnt for ever. */
    @Test
    void whoNeverFitsIsNotLearntForEver() {
        ChunkShape shape = new ChunkShape();
        ChunkEditor editor = new ChunkEditor(RULES.getFirst(), shape);
        for (int i = 0; i < 40; i++) {
            editor.accept(
                    SseEvent.of("message", FORMS.get(i % 2).replace("«N»", "7").getBytes(UTF_8)));
        }
        byte[] again = FORMS.get(1).replace("«N»", "7").getBytes(UTF_8);
        assertThat(shape.fits(again, 0, again.length)).isFalse();
    }
}
