package dev.sluice.wire.openai.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.request.RequestScan.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes that turn a client's body into one upstream's. */
final class RequestPatch {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] OPEN = ascii("[");
    private static final byte[] CLOSE = ascii("]");
    private static final byte[] SYSTEM = ascii("\"system\"");
    private static final byte[] MODEL = ascii("\"model\":");
    private static final byte[] MAX_TOKENS = ascii("\"max_tokens\"");
    private static final byte[] MAX_COMPLETION_TOKENS = ascii("\"max_completion_tokens\"");
    private static final byte[] USAGE_OPTIONS = ascii("{\"include_usage\":true}");
    private static final byte[] USAGE_OPTION_FIRST = ascii("\"include_usage\":true,");
    private static final byte[] USAGE_MEMBER_FIRST =
            ascii("\"stream_options\":{\"include_usage\":true},");

    /** Google's word for a call that none of its models signed, or whose signature is lost. */
    private static final byte[] UNSIGNED =
            ascii(
                    "\"extra_content\":{\"google\":{\"thought_signature\":\"skip_thought_signature_validator\"}},");

    private final RequestScan scan;
    private final RequestRules rules;
    private final Edits edits = new Edits();
    private final List<Member> removed = new ArrayList<>();

    RequestPatch(RequestScan scan, RequestRules rules) {
        this.scan = scan;
        this.rules = rules;
    }

    Patched apply(String upstreamModel) {
        Member model = scan.members.get("model");
        if (model != null) {
            edits.replace(model.valueStart(), model.valueEnd(), JsonText.quote(upstreamModel));
        } else {
            edits.insert(scan.rootStart, modelFirst(upstreamModel));
        }
        remove(scan.members.get("models"));
        scan.surcharges.forEach(name -> remove(scan.members.get(name)));
        if (scan.stream) {
            askForUsage(scan.members.get("stream_options"));
        }
        nameMaxTokens(scan.members.get("max_completion_tokens"), scan.members.get("max_tokens"));
        if (rules.translated().mostTokens().isPresent()) {
            lower("max_tokens", scan.maxTokens);
            lower("max_completion_tokens", scan.maxCompletionTokens);
        }
        effort(scan.members.get("reasoning_effort"));
        if (!rules.translated().knowsTopK()) {
            remove(scan.members.get("top_k"));
        }
        if (rules.logprobsInteger()) {
            countLogprobs(scan.members.get("logprobs"));
        }
        if (rules.stopArrayOnly()) {
            wrapStop(scan.members.get("stop"));
        }
        if (rules.developerAsSystem()) {
            scan.messages.developerSpans().forEach(span -> edits.replace(span[0], span[1], SYSTEM));
        }
        if (rules.signsCalls()) {
            scan.messages.unsignedCalls().forEach(at -> edits.insert(at, UNSIGNED));
        }
        removeMembers();
        return new Patched(scan.body, 0, scan.body.length, edits);
    }

    /** The client gave a list alone. The prompt always stays behind it, so the comma is right. */
    private byte[] modelFirst(String upstreamModel) {
        byte[] quoted = JsonText.quote(upstreamModel);
        byte[] member = new byte[MODEL.length + quoted.length + 1];
        System.arraycopy(MODEL, 0, member, 0, MODEL.length);
        System.arraycopy(quoted, 0, member, MODEL.length, quoted.length);
        member[member.length - 1] = ',';
        return member;
    }

    private void askForUsage(@Nullable Member options) {
        int[] span = scan.includeUsageSpan;
        if (options == null) {
            edits.insert(scan.rootStart, USAGE_MEMBER_FIRST);
        } else if (options.isNull() || isEmptyObject(options)) {
            edits.replace(options.valueStart(), options.valueEnd(), USAGE_OPTIONS);
        } else if (span == null) {
            edits.insert(options.valueStart() + 1, USAGE_OPTION_FIRST);
        } else if (!scan.includeUsage) {
            edits.replace(span[0], span[1], TRUE);
        }
    }

    private boolean isEmptyObject(Member object) {
        int inside = JsonText.skipSpace(scan.body, object.valueStart() + 1, object.valueEnd());
        return inside == object.valueEnd() - 1;
    }

    private void lower(String name, @Nullable Long asked) {
        Member member = scan.members.get(name);
        long most = rules.translated().mostTokens().orElseThrow();
        if (member != null && !removed.contains(member) && asked != null && asked > most) {
            edits.replace(member.valueStart(), member.valueEnd(), ascii(Long.toString(most)));
        }
    }

    /** The newer one counts where both say something, whichever of the names is sent. */
    private void nameMaxTokens(@Nullable Member newer, @Nullable Member older) {
        boolean saysOlder = older != null && (newer == null || newer.isNull());
        switch (rules.maxTokens()) {
            case OLDER -> name(MAX_TOKENS, newer, older, saysOlder);
            case NEWER -> {
                if (scan.isChat()) {
                    name(MAX_COMPLETION_TOKENS, older, newer, !saysOlder);
                }
            }
            case BOTH -> {}
        }
    }

    /**
     * Leaves one of two, under a name.
     *
     * @param named what has that name; the other one has not
     * @param keepsNamed which of the two is left
     */
    private void name(
            byte[] name, @Nullable Member other, @Nullable Member named, boolean keepsNamed) {
        if (other == null || keepsNamed) {
            remove(other);
            return;
        }
        remove(named);
        int nameEnd = JsonText.stringEnd(scan.body, other.nameStart());
        edits.replace(other.nameStart(), nameEnd, name);
    }

    private void effort(@Nullable Member said) {
        String asked = scan.effort();
        String told = rules.translated().effort().told(asked, scan.toolBytes > 0);
        if (told.equals(asked)) {
            return;
        }
        if (told.isEmpty()) {
            remove(said);
        } else if (said == null) {
            edits.insert(scan.rootStart, ascii("\"reasoning_effort\":\"" + told + "\","));
        } else {
            edits.replace(said.valueStart(), said.valueEnd(), JsonText.quote(told));
        }
    }

    /** Of a flag only: a client that gives a number knows the upstream. */
    private void countLogprobs(@Nullable Member logprobs) {
        if (logprobs != null && logprobs.token() == JsonToken.VALUE_TRUE) {
            String count = Long.toString(Math.max(1, scan.topLogprobs));
            edits.replace(logprobs.valueStart(), logprobs.valueEnd(), ascii(count));
            remove(scan.members.get("top_logprobs"));
        } else if (logprobs != null && logprobs.token() == JsonToken.VALUE_FALSE) {
            remove(logprobs);
        }
    }

    private void wrapStop(@Nullable Member stop) {
        if (stop != null && stop.token() == JsonToken.VALUE_STRING) {
            edits.insert(stop.valueStart(), OPEN).insert(stop.valueEnd(), CLOSE);
        }
    }

    private void remove(@Nullable Member member) {
        if (member != null) {
            removed.add(member);
        }
    }

    /**
     * Members in front of the first that stays go with the comma behind them, the others with the
     * one before.
     */
    private void removeMembers() {
        removed.sort((one, other) -> Integer.compare(one.ordinal(), other.ordinal()));
        int leading = 0;
        for (Member member : removed) {
            if (member.ordinal() == leading) {
                edits.removeWithNextComma(scan.body, member.nameStart(), member.valueEnd());
                leading++;
            } else {
                edits.removeWithPreviousComma(scan.body, member.nameStart(), member.valueEnd());
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
