package dev.sluice.core.settle;

import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A settled row as an array of bytes, for this process alone: {@link SettledRows} says why. Not for
 * several threads at once.
 */
final class RowBytes {
    private static final Measure[] MEASURES = Measure.values();
    private static final List<ModelKind> KINDS = List.of(ModelKind.values());
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
    static final int USUAL_BYTES = 320;

    /** Writes into an array that is there, and takes a longer one where that is too short. */
    private static final class Room extends ByteArrayOutputStream {
        void into(byte[] array) {
            buf = array;
            count = 0;
        }

        byte[] array() {
            return buf;
        }
    }

    private final Room room = new Room();
    private final DataOutputStream out = new DataOutputStream(room);

    /**
     * Writes a row, which ends where it says that it ends.
     *
     * @param array of a row that is not needed any more
     * @return that one, or a longer one
     */
    byte[] write(OpenRow row, Settlement settlement, byte[] array) {
        room.into(array);
        try {
            write(out, row);
            write(out, settlement);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to write", e);
        }
        return room.array();
    }

    private static void write(DataOutputStream out, OpenRow row) throws IOException {
        out.writeUTF(row.requestId());
        out.writeUTF(row.callerId());
        out.writeByte(KINDS.indexOf(row.kind()));
        out.writeUTF(row.modelAsked());
        write(out, row.first());
        write(out, row.reserved());
        out.writeUTF(row.catalogVersion());
        write(out, row.createdAt());
        write(out, row.deadline());
    }

    private static void write(DataOutputStream out, Settlement settlement) throws IOException {
        write(out, settlement.served());
        out.writeByte(OUTCOMES.indexOf(settlement.outcome()));
        out.writeInt(settlement.status());
        write(out, settlement.finishReason());
        write(out, settlement.errorCode());
        out.writeInt(settlement.attempts());
        Metered usage = settlement.usage();
        write(out, usage.measures());
        out.writeBoolean(usage.estimated());
        out.writeLong(usage.toldNanoUsd().orElse(-1));
        out.writeLong(settlement.costNanoUsd());
        out.writeBoolean(settlement.priced());
        out.writeLong(settlement.ttftMillis());
        out.writeLong(settlement.durationMillis());
    }

    private static void write(DataOutputStream out, Served served) throws IOException {
        out.writeUTF(served.source().label());
        out.writeInt(served.slot());
        out.writeUTF(served.provider());
        out.writeUTF(served.model());
    }

    private static void write(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    /** Those that are not 0, and before them which ones these are. */
    private static void write(DataOutputStream out, Measures measures) throws IOException {
        int which = 0;
        for (int i = 0; i < MEASURES.length; i++) {
            which |= isThere(measures, MEASURES[i]) ? 1 << i : 0;
        }
        out.writeInt(which);
        for (Measure measure : MEASURES) {
            if (isThere(measures, measure)) {
                out.writeLong(measures.of(measure));
            }
        }
    }

    private static boolean isThere(Measures measures, Measure measure) {
        return !measure.isDerived() && measures.of(measure) != 0;
    }

    /** A row begins with it. */
    static String requestId(byte[] row) {
        try {
            return in(row).readUTF();
        } catch (IOException e) {
            throw new UncheckedIOException("it was written here", e);
        }
    }

    static UsageRow row(byte[] row) {
        DataInputStream in = in(row);
        try {
            return new UsageRow(opened(in), Optional.of(settlement(in)));
        } catch (IOException e) {
            throw new UncheckedIOException("it was written here", e);
        }
    }

    private static DataInputStream in(byte[] row) {
        return new DataInputStream(new ByteArrayInputStream(row));
    }

    private static OpenRow opened(DataInputStream in) throws IOException {
        return new OpenRow(
                in.readUTF(),
                in.readUTF(),
                KINDS.get(in.readByte()),
                in.readUTF(),
                served(in),
                measures(in),
                in.readUTF(),
                instant(in),
                instant(in));
    }

    private static Settlement settlement(DataInputStream in) throws IOException {
        return new Settlement(
                served(in),
                new Told(OUTCOMES.get(in.readByte()), in.readInt(), text(in), text(in)),
                in.readInt(),
                metered(in),
                new Cost(in.readLong(), in.readBoolean()),
                in.readLong(),
                in.readLong());
    }

    private static Served served(DataInputStream in) throws IOException {
        return new Served(Source.of(in.readUTF()), in.readInt(), in.readUTF(), in.readUTF());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static Metered metered(DataInputStream in) throws IOException {
        Measures measures = measures(in);
        boolean estimated = in.readBoolean();
        long toldNanoUsd = in.readLong();
        return new Metered(
                measures,
                estimated,
                toldNanoUsd < 0 ? OptionalLong.empty() : OptionalLong.of(toldNanoUsd));
    }

    private static Measures measures(DataInputStream in) throws IOException {
        int which = in.readInt();
        Measures measures = Measures.NONE;
        for (int i = 0; i < MEASURES.length; i++) {
            if ((which & 1 << i) != 0) {
                measures = measures.with(MEASURES[i], in.readLong());
            }
        }
        return measures;
    }
}
