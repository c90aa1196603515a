package dev.sluice.wire.messages;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * The ids of a conversation's calls as Anthropic takes them: of its characters, and no two calls
 * with one. Other models count their calls anew in each answer, and some give them no id at all.
 * For one conversation, in its order.
 */
final class TakenIds {
    private static final String NAMELESS = "call";

    /** How many calls had an id, or would have had it. */
    private final Map<String, Integer> calls = new HashMap<>();

    /** By the ids that came: the calls that nothing was given for yet, and the last one. */
    private final Map<String, Open> open = new HashMap<>();

    private static final class Open {
        private final Queue<String> calls = new ArrayDeque<>(2);
        private String last = "";
    }

    /** Of a call. */
    String ofCall(String id) {
        String taken = taken(id);
        String unique = taken;
        int count = calls.merge(taken, 1, Integer::sum);
        for (boolean isFree = count == 1; !isFree; ) {
            unique = taken + "_" + count;
            isFree = calls.putIfAbsent(unique, 1) == null;
            count += isFree ? 0 : 1;
        }
        calls.put(taken, count);
        Open ofId = open.computeIfAbsent(id, _ -> new Open());
        ofId.calls.add(unique);
        ofId.last = unique;
        return unique;
    }

    /** Of what a tool gave: for the first call of that id that has nothing yet. */
    String ofResult(String id) {
        Open ofId = open.get(id);
        if (ofId == null) {
            return taken(id);
        }
        String next = ofId.calls.poll();
        return next == null ? ofId.last : next;
    }

    private static String taken(String id) {
        StringBuilder taken = new StringBuilder(id.isEmpty() ? NAMELESS : id);
        for (int i = 0; i < taken.length(); i++) {
            if (!Foreign.isOfAnId(taken.charAt(i))) {
                taken.setCharAt(i, '_');
            }
        }
        return taken.toString();
    }
}
