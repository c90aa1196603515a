package dev.sluice.devkit.upstream;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A language that the scripted provider answers in: what is played is the same in each. */
interface Voice {

    /** The content type of a stream. */
    String streamType();

    /** All events of one choice; the last one carries {@code usage} if there is any. */
    List<String> events(int index, ScriptedAnswer answer, @Nullable Map<String, Object> usage);

    /** What says that a stream is whole. */
    String done();

    /** A whole answer. */
    byte[] unary(List<ScriptedAnswer> answers, @Nullable Map<String, Object> usage);

    Map<String, Object> usage(List<ScriptedAnswer> answers);

    /** An error in place of an answer. */
    byte[] error();

    /** The same in mid-stream. */
    String errorEvent();
}
