package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the upstream does instead of a plain answer. A model whose name ends in {@link #model()}
 * asks for it, whatever stands before: {@code scripted/429}, {@code together/scripted/429}.
 */
public enum Script {
    /** A plain answer; no name asks for it. */
    ANSWER(""),
    /** 400: prompt and max_tokens are more than the context holds. */
    CONTEXT_OVERFLOW("400"),
    /** 401: the key is not known. */
    UNAUTHORIZED("401"),
    /** 402: the account has no credit. */
    NO_CREDIT("402"),
    /** 429, with Retry-After. */
    RATE_LIMITED("429"),
    /** 500. */
    BROKEN("500"),
    /** The connection breaks off in the middle of the answer. */
    CUT("cut"),
    /** Silent for 20 seconds, then the answer. */
    SLOW("slow"),
    /** Silent for ever after five tokens; a unary answer never comes. */
    STALL("stall"),
    /** An answer without usage. */
    NO_USAGE("no-usage"),
    /** A stream that ends after its finish reason, without {@code [DONE]}. */
    NO_DONE("no-done"),
    /** An error object after five tokens; alone, with status 200, in a unary answer. */
    ERROR("error"),
    /** An HTML page with status 200. */
    HTML("html"),
    /** Status 200 and nothing else. */
    EMPTY("empty"),
    /** An answer of 2,000 tokens. */
    LONG("long");

    private static final String PREFIX = "scripted/";

    private final String name;

    Script(String name) {
        this.name = name;
    }

    /** The model name that asks for it. */
    public String model() {
        return PREFIX + name;
    }

    /** Whether it is an HTTP status of failure. */
    boolean isStatus() {
        return name.matches("[45][0-9]{2}");
    }

    /** Of all scripts that a name asks for. */
    static List<String> models() {
        return Stream.of(values()).filter(script -> script != ANSWER).map(Script::model).toList();
    }

    /** The one that the model of a JSON body asks for. */
    static Script ofBody(byte[] body) throws IOException {
        return of(String.valueOf(JSON.std.mapFrom(body).get("model")));
    }

    static Script of(String model) {
        String lower = model.toLowerCase(Locale.ROOT);
        for (Script script : values()) {
            if (script != ANSWER && lower.endsWith(script.model())) {
                return script;
            }
        }
        return ANSWER;
    }
}
