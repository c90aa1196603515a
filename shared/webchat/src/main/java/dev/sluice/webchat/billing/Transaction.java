package dev.sluice.webchat.billing;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.page.WebTime;
import java.io.IOException;
import java.time.Instant;

/**
 * One line of the billing page: a request, a day's remainder, or credit.
 *
 * @param status the page knows {@code success} alone; other words show as not quite
 * @param count requests in it
 */
record Transaction(
        Instant at,
        String provider,
        String model,
        Type type,
        long inputTokens,
        long outputTokens,
        long costNanoUsd,
        long durationMillis,
        String status,
        long count,
        String source,
        String requestId) {
    enum Type {
        CHAT("chat"),
        EMBEDDING("embedding"),
        IMAGE("image_generation"),
        SPEECH("tts"),
        /** Its cost is negative. */
        CREDIT("credit_added"),
        SUMMARY("summary");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        /** What the page knows no word for it shows as chat. */
        static Type of(ModelKind kind) {
            return switch (kind) {
                case EMBEDDING -> EMBEDDING;
                case IMAGE -> IMAGE;
                case SPEECH -> SPEECH;
                case CHAT, COMPLETION, RERANK, TRANSCRIPTION, VIDEO, MODERATION -> CHAT;
            };
        }

        /** The page's word for it. */
        String label() {
            return label;
        }
    }

    static Transaction credit(Instant at, String model, long amountNanoUsd, String id) {
        boolean added = amountNanoUsd > 0;
        return new Transaction(
                at,
                "system",
                model,
                // The page takes the amount of credit without its sign, so what was taken is a
                // cost.
                added ? Type.CREDIT : Type.SUMMARY,
                0,
                0,
                Math.negateExact(amountNanoUsd),
                0,
                "success",
                1,
                "server",
                id);
    }

    long totalTokens() {
        return Math.addExact(inputTokens, outputTokens);
    }

    void write(JsonGenerator json, String email) throws IOException {
        boolean sum = type == Type.SUMMARY && count > 1;
        json.writeStartObject();
        json.writeStringField("timestamp", WebTime.iso(at));
        json.writeStringField("email", email);
        json.writeStringField("provider", provider);
        json.writeStringField("model", model);
        json.writeStringField("type", type.label());
        json.writeNumberField("tokensIn", inputTokens);
        json.writeNumberField("tokensOut", outputTokens);
        json.writeNumberField("totalTokens", totalTokens());
        WebJson.usd(json, "cost", costNanoUsd);
        json.writeNumberField("durationMs", durationMillis);
        json.writeStringField("status", status);
        json.writeStringField("periodStart", sum ? WebTime.iso(at) : "");
        json.writeStringField("periodEnd", sum ? WebTime.iso(at.plusSeconds(86_399)) : "");
        if (sum) {
            json.writeNumberField("transactionCount", count);
        } else {
            json.writeStringField("transactionCount", "");
        }
        json.writeStringField("breakdownJson", "");
        json.writeStringField("source", source);
        json.writeStringField("requestId", requestId);
        json.writeEndObject();
    }
}
