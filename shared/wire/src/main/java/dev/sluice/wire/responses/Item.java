package dev.sluice.wire.responses;

import dev.sluice.wire.json.JsonOut;
import java.io.IOException;

/**
 * One item of an output while it is told.
 *
 * <pre>
 *   open ─► (its own deltas)* ─► close
 * </pre>
 */
abstract class Item {
    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    private final String id;
    private final int outputIndex;
    private final JsonOut event = new JsonOut(256);
    private String status = IN_PROGRESS;

    Item(String id, int outputIndex) {
        this.id = id;
        this.outputIndex = outputIndex;
    }

    /** Tells that it begins. */
    void open(Events events) throws IOException {
        events.write("response.output_item.added", inPlace());
    }

    /** Tells what it has become; once, later calls say nothing. */
    final void close(Events events, String as) throws IOException {
        if (isOpen()) {
            status = as;
            finish(events);
            events.write("response.output_item.done", inPlace());
        }
    }

    final boolean isOpen() {
        return status.equals(IN_PROGRESS);
    }

    final boolean isCompleted() {
        return status.equals(COMPLETED);
    }

    /** What is told before the whole item. */
    abstract void finish(Events events) throws IOException;

    /** The members behind {@code id} and before {@code status}. */
    abstract void members(JsonOut item);

    final void write(JsonOut out) {
        out.raw("{\"id\":").text(id);
        members(out);
        out.name("status").text(status).raw("}");
    }

    private JsonOut inPlace() {
        event.clear();
        event.raw("\"output_index\":").number(outputIndex).name("item");
        write(event);
        return event;
    }

    /** The members that tell whose delta it is; good until the next call. */
    final JsonOut ofItem() {
        event.clear();
        return event.raw("\"item_id\":").text(id).name("output_index").number(outputIndex);
    }
}
