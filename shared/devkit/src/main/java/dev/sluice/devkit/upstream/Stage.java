package dev.sluice.devkit.upstream;

import java.io.IOException;

/** Where answers are played in time; counts the streams, and the clients that hang up on them. */
record Stage(TokenPace pace, Counters counters) {

    /** What is played. */
    @FunctionalInterface
    interface Play {
        void play() throws IOException;
    }

    /** A chat's answer, as its voice speaks. */
    void play(ScriptedAsk ask, Voice voice, Turn turn) throws IOException {
        Performance performance = new Performance(ask, voice, pace, turn.reply(), turn.headers());
        if (ask.stream()) {
            stream(turn, performance::stream);
        } else {
            watch(turn, performance::unary);
        }
    }

    /** A whole answer, or an error where the script wants one. */
    void whole(Script script, byte[] answer, Turn turn) throws IOException {
        byte[] told =
                script == Script.ERROR
                        ? Together.error("The server had an error.", "server_error", null)
                        : answer;
        watch(turn, () -> new WholeAnswer(script, pace).send(turn.reply(), turn.headers(), told));
    }

    void stream(Turn turn, Play play) throws IOException {
        counters.streamOpened();
        try {
            watch(turn, play);
        } finally {
            counters.streamClosed();
        }
    }

    private void watch(Turn turn, Play play) throws IOException {
        try {
            play.play();
        } catch (IOException e) {
            if (turn.reply().hungUp()) {
                counters.wasCancelled();
            }
            throw e;
        }
    }
}
