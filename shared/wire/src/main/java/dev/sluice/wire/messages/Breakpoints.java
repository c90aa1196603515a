package dev.sluice.wire.messages;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.Members;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a chat wants its prompt kept in Anthropic's cache: {@code cache_control}, as clients write
 * it for Claude, of parts, messages, calls and tools. There may be four in a request; where there
 * are more the last ones stay, for each keeps all that is before it. For one translation.
 */
final class Breakpoints {
    static final int MOST = 4;
    static final String NAME = "cache_control";

    private final Set<Integer> dropped;
    private final boolean isWithin;
    private final List<Integer> ofTools = new ArrayList<>(0);
    private final List<Integer> ofTurns = new ArrayList<>(MOST);
    private @Nullable JsonView last;

    Breakpoints() {
        this(Set.of(), false);
    }

    private Breakpoints(Set<Integer> dropped, boolean isWithin) {
        this.dropped = dropped;
        this.isWithin = isWithin;
    }

    /** Of a block's own blocks: there it may not stand, and is the block's. */
    static Breakpoints within() {
        return new Breakpoints(Set.of(), true);
    }

    /** That of a part or a message, if it is one. */
    static @Nullable JsonView in(Map<String, JsonView> members) {
        JsonView hint = Members.given(members, NAME);
        return hint != null && hint.isObject() ? hint : null;
    }

    boolean areTooMany() {
        return ofTools.size() + ofTurns.size() > MOST;
    }

    /** The last ones of these alone, for another translation. Tools stand before all turns. */
    Breakpoints lastOnes() {
        List<Integer> all = new ArrayList<>(ofTools);
        all.addAll(ofTurns);
        return new Breakpoints(new HashSet<>(all.subList(0, all.size() - MOST)), false);
    }

    /** That of the block which was ended last. */
    @Nullable JsonView last() {
        return last;
    }

    /** Ends a block, or a tool. */
    void end(JsonOut block, @Nullable JsonView hint) {
        last = hint;
        write(block, hint, ofTurns);
    }

    void endTool(JsonOut tool, @Nullable JsonView hint) {
        write(tool, hint, ofTools);
    }

    /** Gives the last of some blocks a message's, where it has none of its own. */
    void endMessage(JsonOut blocks, @Nullable JsonView hint) {
        if (hint != null && last == null && !blocks.isEmpty()) {
            end(blocks.withoutLast(), hint);
        }
    }

    private void write(JsonOut block, @Nullable JsonView hint, List<Integer> places) {
        if (hint != null && !isWithin && !dropped.contains(hint.start())) {
            block.name(NAME).raw(hint);
            places.add(hint.start());
        }
        block.raw("}");
    }
}
