package dev.sluice.wire.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.PieceChunks;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.dialect.Translation;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.request.ChatRequest;
import dev.sluice.wire.openai.request.RequestRules;
import dev.sluice.wire.sse.SseEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A language that nobody speaks: text in, text out, with its own key, path, events and counts. */
final class ToyDialect implements Dialect {
    static final String NAME = "toy";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void authorise(Post post, Slot slot) {
        post.header("X-Toy-Key", slot.key().reveal());
    }

    @Override
    public Optional<Spoken> speak(Asked asked, Candidate candidate) {
        return asked.chat()
                .map(
                        chat ->
                                new Spoken(
                                        "/talk",
                                        body(chat, candidate.model().id()),
                                        new Answers(chat.includeUsage(), candidate)));
    }

    private static Patched body(ChatRequest chat, String model) {
        try {
            byte[] asked = chat.patch(model, RequestRules.OPENAI).toByteArray();
            Object messages = JSON.std.mapFrom(asked).get("messages");
            Object said =
                    messages instanceof List<?> list && list.getLast() instanceof Map<?, ?> last
                            ? last.get("content")
                            : "";
            byte[] json =
                    JSON.std
                            .composeBytes()
                            .startObject()
                            .put("engine", model)
                            .put("say", String.valueOf(said))
                            .end()
                            .finish();
            return new Patched(json, 0, json.length, new Edits());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
    }

    private static final class Answers extends Translation {
        Answers(boolean includeUsage, Candidate candidate) {
            super(
                    new AnswerRules(includeUsage, false, false),
                    new PieceChunks("toy", 1, candidate.model().id()));
        }

        @Override
        protected List<Piece> pieces(SseEvent event) throws MalformedJson {
            return said(event.dataText().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        protected List<Piece> pieces(byte[] body) throws MalformedJson {
            return said(body);
        }

        private static List<Piece> said(byte[] json) throws MalformedJson {
            Map<String, Object> said;
            try {
                said = JSON.std.mapFrom(json);
            } catch (IOException e) {
                throw new MalformedJson("it is no JSON", 0);
            }
            List<Piece> pieces = new ArrayList<>();
            if (said.get("code") instanceof String code) {
                pieces.add(new Piece.Failure("oops", code));
            }
            if (said.get("t") instanceof String text) {
                pieces.add(new Piece.Text(text));
            }
            if (said.get("why") instanceof String) {
                pieces.add(new Piece.Finish("stop"));
                pieces.add(
                        new Piece.Used(
                                Metered.ofTokens(
                                        count(said, "in"), 0, count(said, "out"), 0, false)));
            }
            return pieces;
        }

        private static long count(Map<String, Object> said, String name) {
            return said.get(name) instanceof Number number ? number.longValue() : 0;
        }
    }
}
