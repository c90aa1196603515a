package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures and sound; films, which are jobs, are {@link ScriptedJobs}'s. */
final class MediaScenes {
    private final Stage stage;
    private final ScriptedAtlas atlas = new ScriptedAtlas();

    MediaScenes(Stage stage) {
        this.stage = stage;
    }

    /** Answers what is one of its paths; false, and nothing done, for any other. */
    boolean serve(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        switch (turn.route()) {
            case "POST /v1/images/generations" -> paint(turn);
            case "POST /v1/images/edits" -> paint(turn.withBody(edit(turn)));
            case "POST /api/v1/model/generateImage" -> paintForAtlas(turn);
            case "POST /v1/audio/speech" -> speak(turn);
            case "POST /v1/audio/transcriptions", "POST /v1/audio/translations" -> listen(turn);
            default -> {
                return look(turn);
            }
        }
        return true;
    }

    /** A picture that was answered as an address; false for any other path. */
    static boolean show(Turn turn) throws IOException {
        String path = turn.path();
        if (!path.startsWith(ScriptedTogetherPictures.FOLDER)) {
            return false;
        }
        byte[] picture = ScriptedTogetherPictures.at(path);
        if (picture == null) {
            turn.refuse(404, "Not found: " + path, Turn.INVALID, null);
        } else {
            turn.send(200, "image/png", picture);
        }
        return true;
    }

    private void paint(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        Script script = Script.ofBody(turn.body());
        if (!Refusals.byScript(script, false, turn)) {
            stage.whole(
                    script, ScriptedTogetherPictures.generations(turn.body(), turn.origin()), turn);
        }
    }

    private void paintForAtlas(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        Script script = Script.ofBody(turn.body());
        if (!Refusals.byScript(script, false, turn)) {
            byte[] taken = atlas.generateImage(turn.body(), turn.origin());
            // A job that fails does so later: it is taken as any other.
            stage.whole(script == Script.ERROR ? Script.ANSWER : script, taken, turn);
        }
    }

    /** How a picture of Atlas Cloud's is. */
    private boolean look(Turn turn) throws IOException {
        if (!turn.route().startsWith("GET " + ScriptedAtlas.PREDICTION)) {
            return false;
        }
        byte[] job = atlas.prediction(turn.path().substring(ScriptedAtlas.PREDICTION.length()));
        if (job == null) {
            turn.send(404, Turn.JSON, ScriptedAtlas.refusal(404, "not found"));
        } else {
            turn.send(200, Turn.JSON, job);
        }
        return true;
    }

    /** An edit's form as the JSON of a generation. */
    private static byte[] edit(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        Content content = content(turn);
        if (!content.isMultipart()) {
            return turn.body();
        }
        Multipart form = TogetherTranscripts.form(content);
        Map<String, Object> json = new LinkedHashMap<>();
        for (String name : List.of("model", "prompt", "size", "response_format")) {
            json.put(name, TogetherTranscripts.text(form, name));
        }
        return JSON.std.asBytes(json);
    }

    private void speak(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        if (!Refusals.byScript(Script.ofBody(turn.body()), false, turn)) {
            TogetherSpeech speech = TogetherSpeech.of(turn.body());
            stage.stream(turn, () -> speech.play(turn.reply(), turn.headers(), stage.pace()));
        }
    }

    private void listen(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        Multipart form = TogetherTranscripts.form(content(turn));
        Script script = Script.of(TogetherTranscripts.text(form, "model"));
        if (!Refusals.byScript(script, false, turn)) {
            boolean translates = turn.path().endsWith("translations");
            stage.whole(script, TogetherTranscripts.answer(form, translates), turn);
        }
    }

    private static Content content(Turn turn) {
        return new Content(turn.body(), turn.request().headers().first("content-type"));
    }
}
