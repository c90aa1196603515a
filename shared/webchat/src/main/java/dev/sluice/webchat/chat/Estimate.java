package dev.sluice.webchat.chat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.settle.Cost;
import dev.sluice.wire.openai.request.ChatRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a conversation may cost, by the model that is asked first. */
final class Estimate {
    private final Optional<Model> model;
    private final ChatRequest request;

    /**
     * @param models names, {@code provider/id} or an alias where the catalog's price counts
     */
    Estimate(Catalog catalog, List<String> models, ChatRequest request) {
        String name = models.getFirst();
        int slash = name.indexOf('/');
        this.model =
                slash < 0
                        ? catalog.alias(name).map(List::getFirst)
                        : catalog.model(name.substring(0, slash), name.substring(slash + 1));
        this.request = request;
    }

    /** 0 where no price is known. */
    long nanoUsd() {
        return model.map(
                        asked ->
                                nanoUsd(
                                        asked,
                                        request.maxTokens().orElse(asked.defaultOutputTokens())))
                .orElse(0L);
    }

    /**
     * How many tokens to reserve for the answer: those that the request allows. Where it does not
     * say, all that the money left pays for, if that is less than usual: then nobody else can spend
     * it meanwhile.
     */
    OptionalLong reservedTokens(OptionalLong leftNanoUsd) {
        if (request.maxTokens().isPresent()
                || leftNanoUsd.isEmpty()
                || nanoUsd() <= leftNanoUsd.getAsLong()) {
            return request.maxTokens();
        }
        return OptionalLong.of(affordable(model.orElseThrow(), leftNanoUsd.getAsLong()));
    }

    private long affordable(Model asked, long leftNanoUsd) {
        long fits = 0;
        long tooMany = asked.defaultOutputTokens();
        while (tooMany - fits > 1) {
            long tokens = (fits + tooMany) / 2;
            if (nanoUsd(asked, tokens) <= leftNanoUsd) {
                fits = tokens;
            } else {
                tooMany = tokens;
            }
        }
        return fits;
    }

    private long nanoUsd(Model asked, long outputTokens) {
        return Cost.most(
                        asked,
                        Metered.ofTokens(request.estimatedInputTokens(), 0, outputTokens, 0, true))
                .nanoUsd();
    }
}
