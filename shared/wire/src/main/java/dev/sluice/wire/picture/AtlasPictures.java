package dev.sluice.wire.picture;

import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.atlas.AtlasPaths;
import dev.sluice.wire.atlas.Prediction;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.dialect.Talk;
import dev.sluice.wire.dialect.Turn;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pictures as Atlas Cloud's jobs: each is submitted once, looked at until it ends, and fetched
 * where its client wants it in the answer. A job that may have begun is never submitted again. For
 * one answer and one thread.
 *
 * <pre>
 *   SUBMITTING (a job a picture) ──► LOOKING (a job after the other) ──► FETCHING ──► the end
 * </pre>
 */
final class AtlasPictures implements Talk {
    private static final long[] WAITS_MILLIS = {300, 500, 1_000, 1_500, 2_000, 3_000};
    private static final int MOST_MISSES = 5;
    private static final int MOST_FETCHES = 2;
    private static final String BASE64_MARK = ";base64,";

    private final PictureRequest asked;
    private final Candidate candidate;
    private final long atSeconds;
    private final Deque<String> running = new ArrayDeque<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<byte[]> fetched = new ArrayList<>();
    private @Nullable Spoken submission;
    private @Nullable UpstreamError failure;
    private boolean isSubmitting = true;
    private int submitted = 1;
    private int lost;
    private int looks;
    private int misses;

    private AtlasPictures(PictureRequest asked, Candidate candidate, long atSeconds) {
        this.asked = asked;
        this.candidate = candidate;
        this.atSeconds = atSeconds;
    }

    static Spoken spoken(PictureRequest asked, Candidate candidate, long atSeconds) {
        AtlasPictures talk = new AtlasPictures(asked, candidate, atSeconds);
        Spoken submission =
                new Spoken(
                        AtlasPaths.GENERATE_IMAGE,
                        body(asked, candidate),
                        new Answers() {
                            @Override
                            public Talk talk() {
                                return talk;
                            }

                            @Override
                            public UnaryAnswer whole(byte[] body) {
                                throw new IllegalStateException("a job is talked about");
                            }
                        });
        talk.submission = submission;
        return submission;
    }

    /** Flat, by the model's own schema: what OpenAI calls otherwise is renamed, the rest passes. */
    private static Patched body(PictureRequest asked, Candidate candidate) {
        List<String> without =
                new ArrayList<>(
                        List.of(
                                "n",
                                "size",
                                "response_format",
                                "stream",
                                "partial_images",
                                "user"));
        without.addAll(List.of("quality", "background", "moderation", "images", "image"));
        Map<String, String> with = new LinkedHashMap<>();
        if (asked.size().said()) {
            with.put("size", "\"" + asked.size().width() + "*" + asked.size().height() + "\"");
        }
        if (asked.edits()) {
            with.put("images", TogetherPictures.list(asked.given()));
        }
        without.removeAll(with.keySet());
        return asked.body().forModel(candidate.model().id(), without, with);
    }

    @Override
    public boolean isPaidOnce() {
        return true;
    }

    @Override
    public Metered owed() {
        Measures measures = asked.measures(candidate.model(), submitted * asked.each());
        return new Metered(measures, true);
    }

    @Override
    public Turn heard(byte[] body) {
        misses = 0;
        if (isSubmitting) {
            return submitted(Prediction.read(body));
        }
        return running.isEmpty() ? fetched(body) : looked(Prediction.read(body));
    }

    private Turn submitted(@Nullable Prediction prediction) {
        if (prediction == null) {
            return unclear("its answer is no prediction");
        }
        if (prediction.state() == Prediction.State.RUNNING && prediction.id().isEmpty()) {
            return unclear("its prediction has no id");
        }
        if (prediction.state() == Prediction.State.RUNNING) {
            running.add(prediction.id());
        } else {
            ended(prediction);
        }
        if (failure == null && submitted < asked.count() && submission != null) {
            submitted++;
            return new Turn.Say(submission);
        }
        return onward();
    }

    /** Of the first job nobody knows anything then; of a later one, that the others run. */
    private Turn unclear(String reason) {
        if (submitted == 1) {
            return new Turn.End(new UnaryAnswer.NotACompletion(reason));
        }
        lost++;
        return onward();
    }

    private Turn looked(@Nullable Prediction prediction) {
        if (prediction == null || prediction.state() == Prediction.State.RUNNING) {
            return look();
        }
        running.remove();
        ended(prediction);
        return onward();
    }

    private void ended(Prediction prediction) {
        if (prediction.state() == Prediction.State.DONE && !prediction.outputs().isEmpty()) {
            outputs.addAll(prediction.outputs());
        } else {
            failure =
                    prediction.error() == null
                            ? UpstreamError.of("The job ended without a picture.", null, null)
                            : prediction.error();
        }
    }

    private Turn onward() {
        isSubmitting = false;
        if (!running.isEmpty()) {
            return look();
        }
        UpstreamError why = failure;
        if (!outputs.isEmpty() || why == null) {
            return fetchOrEnd();
        }
        return lost == 0
                ? new Turn.End(new UnaryAnswer.Failure(why, null))
                : new Turn.End(new UnaryAnswer.NotACompletion("a job was lost"));
    }

    private Turn.Look look() {
        long waitMillis = WAITS_MILLIS[Math.min(looks, WAITS_MILLIS.length - 1)];
        looks++;
        return new Turn.Look(AtlasPaths.prediction(running.element()), waitMillis);
    }

    @Override
    public @Nullable Turn missed(Fault fault) {
        misses++;
        if (isSubmitting) {
            boolean hasBegunNothing = fault.status() >= 400 || fault.kind() == Fault.Kind.UNREACHED;
            submitted -= hasBegunNothing ? 1 : 0;
            lost += hasBegunNothing ? 0 : 1;
            return onward();
        }
        if (running.isEmpty()) {
            return misses < MOST_FETCHES ? fetch() : fetched(new byte[0]);
        }
        boolean passes = fault.status() == 0 || fault.status() == 429 || fault.status() >= 500;
        return passes || misses < MOST_MISSES ? look() : null;
    }

    /** Addresses that are fetched for a client that wants the pictures themselves. */
    private Turn fetchOrEnd() {
        boolean inText = asked.stream() || asked.inText().orElse(false);
        while (inText && fetched.size() < outputs.size()) {
            if (isFetchable(outputs.get(fetched.size()))) {
                return fetch();
            }
            fetched.add(new byte[0]);
        }
        return end();
    }

    private boolean isFetchable(String output) {
        return AddressRule.mayFetch(output, candidate.baseUrl());
    }

    private Turn fetch() {
        return new Turn.Fetch(URI.create(outputs.get(fetched.size())));
    }

    /** Nothing where it could not be had: then its client gets the address. */
    private Turn fetched(byte[] picture) {
        misses = 0;
        fetched.add(picture);
        return fetchOrEnd();
    }

    private Turn end() {
        JsonOut json = new JsonOut(1_024);
        json.raw("{\"created\":").number(atSeconds).raw(",\"data\":[");
        for (int i = 0; i < outputs.size(); i++) {
            picture(json.item(), outputs.get(i), i < fetched.size() ? fetched.get(i) : null);
        }
        return end(json.raw("]}").toByteArray());
    }

    private static void picture(JsonOut json, String output, byte @Nullable [] bytes) {
        int coded = AddressRule.isData(output) ? output.indexOf(BASE64_MARK) : -1;
        if (bytes != null && bytes.length > 0) {
            byte[] base64 = Base64.getEncoder().encode(bytes);
            json.raw("{\"b64_json\":\"").raw(base64, 0, base64.length).raw("\"}");
        } else if (coded >= 0) {
            String base64 = output.substring(coded + BASE64_MARK.length());
            json.raw("{\"b64_json\":").text(base64).raw("}");
        } else {
            json.raw("{\"url\":").text(output).raw("}");
        }
    }

    private Turn end(byte[] body) {
        long billed = outputs.size() + lost * asked.each();
        Metered used = new Metered(asked.measures(candidate.model(), billed), lost > 0);
        byte[] told = body;
        if (asked.stream()) {
            try {
                told = PictureEvents.of(PictureList.pictures(body), asked, atSeconds);
            } catch (MalformedJson e) {
                throw new IllegalStateException("it was written here", e);
            }
        }
        return new Turn.End(
                new UnaryAnswer.Completion(
                        new Patched(told, 0, told.length, new Edits()), used, null, 0));
    }
}
