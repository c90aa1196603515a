package dev.sluice.wire.sound;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.json.JsonText;
import java.util.List;

/** The forms in which a transcript can be asked for; the wire name is the lower-case name. */
public enum TranscriptForm {
    JSON("application/json"),
    TEXT("text/plain; charset=utf-8"),
    SRT("text/plain; charset=utf-8"),
    VTT("text/vtt; charset=utf-8"),
    VERBOSE_JSON("application/json");

    private final String contentType;

    TranscriptForm(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * A transcript in this form.
     *
     * @param told the provider's own bytes, which tell more
     * @param seconds as billed
     */
    public byte[] of(Transcript transcript, byte[] told, long seconds) {
        return switch (this) {
            case JSON -> json(transcript, seconds);
            case TEXT -> (transcript.text().strip() + "\n").getBytes(UTF_8);
            case SRT -> cues(transcript.cuesOrOne(), ',', true).getBytes(UTF_8);
            case VTT -> ("WEBVTT\n\n" + cues(transcript.cuesOrOne(), '.', false)).getBytes(UTF_8);
            case VERBOSE_JSON -> Segments.completed(told);
        };
    }

    private static byte[] json(Transcript transcript, long seconds) {
        String text = new String(JsonText.quote(transcript.text()), UTF_8);
        return ("{\"text\":"
                        + text
                        + ",\"usage\":{\"type\":\"duration\",\"seconds\":"
                        + seconds
                        + "}}")
                .getBytes(UTF_8);
    }

    private static String cues(List<Transcript.Cue> cues, char decimal, boolean isNumbered) {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Transcript.Cue cue : cues) {
            if (isNumbered) {
                text.append(number).append('\n');
            }
            text.append(time(cue.fromSeconds(), decimal))
                    .append(" --> ")
                    .append(time(cue.toSeconds(), decimal))
                    .append('\n')
                    .append(line(cue.text()))
                    .append("\n\n");
            number++;
        }
        return text.toString();
    }

    /** An empty line would end the cue, and an arrow would begin another one. */
    private static String line(String text) {
        return text.replaceAll("\\s*\\R\\s*", "\n").replace("-->", "->");
    }

    private static String time(double seconds, char decimal) {
        long millis = Math.round(Math.min(seconds, 3_600_000) * 1_000);
        return two(millis / 3_600_000)
                + ':'
                + two(millis / 60_000 % 60)
                + ':'
                + two(millis / 1_000 % 60)
                + decimal
                + Long.toString(1_000 + millis % 1_000).substring(1);
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
