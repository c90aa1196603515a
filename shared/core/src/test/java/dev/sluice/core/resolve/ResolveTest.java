package dev.sluice.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.Samples;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.ModelKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResolveTest {
    private static final Slot TOGETHER_3 = Samples.slot(3, "together");
    private static final Slot TOGETHER_7 = Samples.slot(7, "together");
    private static final Slot ATLAS_9 = Samples.slot(9, "atlas");
    private static final Slot OPENAI_42 = Samples.slot(42, "openai");

    @Test
    void anAliasStandsForItsModelsInOrder() throws Rejected {
        assertThat(asked("general", TOGETHER_3, ATLAS_9))
                .containsExactly("3 meta/llama-70b", "9 qwen/qwen3");
    }

    @Test
    void aProviderAndAModelNameOneRow() throws Rejected {
        for (String name :
                List.of(
                        "together/meta/llama-70b",
                        "together:meta/llama-70b",
                        "togetherai/meta/llama-70b")) {
            assertThat(asked(name, TOGETHER_3, ATLAS_9)).containsExactly("3 meta/llama-70b");
        }
    }

    @Test
    void anExactIdIsServedByEveryProviderThatHasIt() throws Rejected {
        assertThat(asked("meta/llama-70b", TOGETHER_3, ATLAS_9))
                .as("the cheaper one first")
                .containsExactly("9 meta/llama-70b", "3 meta/llama-70b");
    }

    @Test
    void priorityCountsBeforePrice() throws Rejected {
        assertThat(asked("meta/llama-70b", Samples.prior(TOGETHER_3, 1), ATLAS_9))
                .containsExactly("3 meta/llama-70b", "9 meta/llama-70b");
    }

    @Test
    void anUnknownNameIsNotFoundAndTheNearestAreOffered() {
        Rejection rejection = refused("meta/lama-70b", TOGETHER_3);
        assertThat(rejection).isInstanceOf(Rejection.ModelNotFound.class);
        assertThat(((Rejection.ModelNotFound) rejection).nearest()).contains("meta/llama-70b");
        assertThat(rejection.message()).startsWith("The model `meta/lama-70b` does not exist.");
    }

    /** An alias for chats is of no use to who wants vectors, and the other way round. */
    @Test
    void onlyNamesThatServeWhatIsAskedAreOffered() {
        Slot narrow = Samples.slotFor(4, "together", "intfloat/e5", "meta/llama-70b", "own/e6");
        for (Slot slot : List.of(TOGETHER_3, narrow)) {
            assertThat(nearest(Ask.ofInput("text-embedding-3", ModelKind.EMBEDDING, 9), slot))
                    .contains("intfloat/e5")
                    .doesNotContain("general", "meta/llama-70b", "openai/gpt-oss-120b");
            assertThat(nearest(Samples.call("e5").ask(), slot)).doesNotContain("intfloat/e5");
        }
        assertThat(nearest(Ask.ofInput("e7", ModelKind.EMBEDDING, 9), narrow)).contains("own/e6");
    }

    private static List<String> nearest(Ask ask, Slot slot) {
        Rejection rejection = refused(new Call("0190-id", Samples.ANN, ask), slot);
        return ((Rejection.ModelNotFound) rejection).nearest();
    }

    @Test
    void aKnownModelWithoutASlotIsNotFound() {
        assertThat(refused("qwen/qwen3", TOGETHER_3))
                .isInstanceOf(Rejection.ModelNotFound.class)
                .extracting(Rejection::message)
                .asString()
                .contains("no configured provider slot serves it");
        assertThat(refused("general")).isInstanceOf(Rejection.ModelNotFound.class);
    }

    /** No list of models helps who has a slot of a provider that the catalog does not list. */
    @Test
    void howToAskForWhatIsNotListedIsTold() throws Rejected {
        for (String name : List.of("gpt-4o", "openai-gpt")) {
            String told = refused(name, OPENAI_42).message();
            assertThat(told).endsWith("by their provider: openai/" + name + ".");
            assertThat(asked("openai/" + name, OPENAI_42)).containsExactly("42 " + name);
        }
        assertThat(refused("general", OPENAI_42).message())
                .endsWith("by their provider: openai/<model>.");
        assertThat(refused("some/other", OPENAI_42).message()).endsWith("openai/<model>.");
        assertThat(refused("gpt-4o", TOGETHER_3).message()).doesNotContain("by their provider");
        assertThat(refused("gpt-4o", Samples.slotFor(1, "openai", "own")).message())
                .doesNotContain("by their provider");
    }

    @Test
    void equalSlotsShareTheWorkInTurn() throws Rejected {
        Resolve resolve = resolve(3, TOGETHER_3, TOGETHER_7, Samples.slot(20, "together"));
        List<Integer> first = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<Candidate> candidates = resolve.candidates(Samples.call("meta/llama-70b"));
            assertThat(candidates).hasSize(3);
            first.add(candidates.getFirst().slot().number());
        }
        for (int number : List.of(3, 7, 20)) {
            assertThat(Collections.frequency(first, number)).isEqualTo(100);
        }
    }

    @Test
    void slotsOfTwoProvidersTakeTurnsAmongThemselvesOnly() throws Rejected {
        Slot together = Samples.slotFor(1, "together", "own");
        Slot openai = Samples.slotFor(2, "openai", "own");
        Slot togetherToo = Samples.slotFor(3, "together", "own");
        for (int turn = 0; turn < 4; turn++) {
            List<String> order =
                    shown(
                            resolve(turn, together, openai, togetherToo)
                                    .candidates(Samples.call("own")));
            assertThat(order)
                    .containsExactly(
                            turn % 2 == 0 ? "1 own" : "3 own",
                            turn % 2 == 0 ? "3 own" : "1 own",
                            "2 own");
        }
    }

    @Test
    void turnsGoOnWhereTheCounterWrapsRound() throws Rejected {
        Resolve resolve = resolve(Integer.MAX_VALUE, TOGETHER_3, TOGETHER_7);
        int one = resolve.candidates(Samples.call("general")).getFirst().slot().number();
        int other = resolve.candidates(Samples.call("general")).getFirst().slot().number();
        assertThat(List.of(one, other)).containsExactlyInAnyOrder(3, 7);
    }

    @Test
    void slotsOfAWorsePriorityDoNotShareTheWork() throws Rejected {
        Resolve resolve = resolve(0, TOGETHER_3, Samples.prior(TOGETHER_7, 101));
        for (int i = 0; i < 10; i++) {
            assertThat(shown(resolve.candidates(Samples.call("deepseek/r1"))))
                    .containsExactly("3 deepseek/r1", "7 deepseek/r1");
        }
    }

    @Test
    void aSlotServesOnlyWhatItNames() throws Rejected {
        Slot narrow = Samples.slotFor(5, "together", "deepseek/r1");
        assertThat(asked("deepseek/r1", narrow, TOGETHER_7)).hasSize(2);
        assertThat(asked("meta/llama-70b", narrow, TOGETHER_7)).containsExactly("7 meta/llama-70b");
        assertThat(asked("general", fixed(5, "together", "meta/llama-70b")))
                .containsExactly("5 meta/llama-70b");
    }

    @Test
    void aSlotMayNameModelsThatTheCatalogDoesNotKnow() throws Rejected {
        for (Slot slot :
                List.of(fixed(5, "together", "my/own"), Samples.slotFor(5, "together", "my/own"))) {
            for (String name : List.of("my/own", "together/my/own", "together:my/own")) {
                Candidate candidate = resolve(0, slot).candidates(Samples.call(name)).getFirst();
                assertThat(candidate.model().id()).isEqualTo("my/own");
                assertThat(candidate.model().priced()).isFalse();
            }
        }
        assertThat(refused("my/own", TOGETHER_3)).isInstanceOf(Rejection.ModelNotFound.class);
    }

    @Test
    void aProviderWithoutRowsTakesAnyId() throws Rejected {
        assertThat(asked("openai/gpt-x", OPENAI_42, TOGETHER_3)).containsExactly("42 gpt-x");
        assertThat(asked("openai:gpt-x", OPENAI_42, TOGETHER_3)).containsExactly("42 gpt-x");
        assertThat(refused("openai/", OPENAI_42)).isInstanceOf(Rejection.ModelNotFound.class);
        assertThat(refused("openai/gpt-x", Samples.slotFor(42, "openai", "gpt-y")))
                .isInstanceOf(Rejection.ModelNotFound.class);
    }

    @Test
    void aModelsOwnIdThatBeginsWithAProvidersNameGoesToItsRow() throws Rejected {
        assertThat(asked("openai/gpt-oss-120b", OPENAI_42, TOGETHER_3))
                .containsExactly("3 openai/gpt-oss-120b");
        assertThat(asked("openai:gpt-oss-120b", OPENAI_42, TOGETHER_3))
                .containsExactly("42 gpt-oss-120b");
        assertThat(
                        asked(
                                "openai/gpt-oss-120b",
                                Samples.slotFor(42, "openai", "gpt-oss-120b"),
                                TOGETHER_3))
                .as("a slot that names it")
                .containsExactly("42 gpt-oss-120b");
    }

    @Test
    void anOpenIdMayNotCarryWhatBreaksAHeaderOrARow() {
        for (String id : List.of("a\r\nset-cookie: x", "a b", "a\u0000", "ü", "x".repeat(201))) {
            assertThat(refused("openai/" + id, OPENAI_42))
                    .isInstanceOf(Rejection.ModelNotFound.class);
        }
    }

    @Test
    void noMessageEchoesControlCharactersOrEndlessNames() {
        String nasty = "openai:gpt\r\n\u001b[2J\u202e\u2028\u0085" + "x".repeat(10_000);
        var allowed = Samples.caller(List.of("general"), none(), none());
        List<Rejection> rejections =
                List.of(
                        refused(nasty, OPENAI_42),
                        refused(Samples.call(allowed, nasty), OPENAI_42),
                        refused(nasty.substring(7), TOGETHER_3));
        for (Rejection rejection : rejections) {
            assertThat(rejection.message().codePoints())
                    .noneMatch(c -> c < ' ' || c == 0x85 || c == 0x202e || c == 0x2028);
            assertThat(rejection.message()).hasSizeLessThan(600);
        }
    }

    @Test
    void aKeyMayUseWhatItsListAllowsUnderAnyName() throws Rejected {
        for (String allowed :
                List.of(
                        "meta/llama-70b",
                        "together/meta/llama-70b",
                        "together:meta/llama-70b",
                        "together/*",
                        "*")) {
            Call call = Samples.call(Samples.caller(List.of(allowed), none(), none()), "general");
            assertThat(shown(resolve(0, TOGETHER_3).candidates(call)))
                    .containsExactly("3 meta/llama-70b");
        }
        Call byAlias = Samples.call(Samples.caller(List.of("general"), none(), none()), "general");
        assertThat(resolve(0, TOGETHER_3, ATLAS_9).candidates(byAlias)).hasSize(2);
    }

    @Test
    void aKeyMayNotUseWhatItsListLacks() throws Rejected {
        var caller = Samples.caller(List.of("qwen/qwen3", "slow"), none(), none());
        Rejection rejection = refused(Samples.call(caller, "meta/llama-70b"), TOGETHER_3, ATLAS_9);
        assertThat(rejection).isInstanceOf(Rejection.Forbidden.class);
        assertThat(rejection.message()).contains("ann", "meta/llama-70b", "qwen/qwen3, slow");
        assertThat(refused(Samples.call(caller, "deepseek/r1"), TOGETHER_3))
                .as("allowed by its alias alone")
                .isInstanceOf(Rejection.Forbidden.class);
        assertThat(
                        shown(
                                resolve(0, TOGETHER_3, ATLAS_9)
                                        .candidates(Samples.call(caller, "general"))))
                .as("of an alias what is allowed")
                .containsExactly("9 qwen/qwen3");
    }

    @Test
    void aModelOfAnotherKindCannotBeUsedHere() throws Rejected {
        Rejection rejection = refused("intfloat/e5", TOGETHER_3);
        assertThat(rejection).isInstanceOf(Rejection.WrongKind.class);
        assertThat(((Rejection.WrongKind) rejection).kind()).isEqualTo(ModelKind.EMBEDDING);
        assertThat(rejection.message()).contains("intfloat/e5", "embedding");
        assertThat(asked("old/instruct", TOGETHER_3)).as("text is text").hasSize(1);
        Call embedding =
                new Call(
                        "id",
                        Samples.ANN,
                        new Ask(List.of("general"), ModelKind.EMBEDDING, false, 1, none(), 1));
        assertThat(refused(embedding, TOGETHER_3)).isInstanceOf(Rejection.WrongKind.class);
    }

    @Test
    void aListOfModelsIsTriedInItsOrderEachCandidateOnce() throws Rejected {
        Call call = Samples.call("qwen/qwen3", "nobody/knows", "general", "deepseek/r1");
        assertThat(shown(resolve(0, TOGETHER_3, ATLAS_9).candidates(call)))
                .containsExactly("9 qwen/qwen3", "3 meta/llama-70b", "3 deepseek/r1");
    }

    @Test
    void aListOfWhichNothingServesIsRefusedForItsFirstName() {
        Rejection rejection =
                refused(Samples.call("nobody/knows", "intfloat/e5", "qwen/qwen3"), TOGETHER_3);
        assertThat(rejection).isInstanceOf(Rejection.ModelNotFound.class);
        assertThat(rejection.message()).contains("nobody/knows");
    }

    @Test
    void aRereadSlotBringsItsNewKey() throws Rejected {
        Slot renewed = Samples.slot(3, "together", "newer");
        Resolve resolve =
                new Resolve(Samples.CATALOG, slots(List.of(TOGETHER_3), List.of(renewed)), 0);
        Candidate candidate = resolve.candidates(Samples.call("general")).getFirst();
        assertThat(resolve.reread(candidate).orElseThrow().slot().key())
                .isEqualTo(new Secret("newer"));
        assertThat(resolve.reread(candidate).orElseThrow().model()).isEqualTo(candidate.model());
    }

    @Test
    void aNumberThatNowStandsForAnotherProviderIsNotReread() throws Rejected {
        Slot other = Samples.slot(3, "atlas", "newer");
        for (List<Slot> after : List.of(List.of(other), List.<Slot>of())) {
            Resolve resolve = new Resolve(Samples.CATALOG, slots(List.of(TOGETHER_3), after), 0);
            Candidate candidate = resolve.candidates(Samples.call("general")).getFirst();
            assertThat(resolve.reread(candidate)).isEmpty();
        }
    }

    @Test
    void aSlotIsNumberedAndItsLimitsArePositive() {
        assertThatThrownBy(() -> Samples.slot(100, "together"))
                .hasMessageContaining("0 to 99: 100");
        assertThatThrownBy(() -> Samples.slot(-1, "together")).hasMessageContaining("-1");
        assertThatThrownBy(() -> Samples.limited(TOGETHER_3, 0, 1))
                .hasMessageContaining("limit \"requests per minute\" must be 1 to");
        assertThatThrownBy(() -> Samples.limited(TOGETHER_3, 1, Long.MAX_VALUE))
                .hasMessageContaining("limit \"tokens per minute\" must be 1 to");
        assertThat(Samples.slot(3, "together", "hidden-key").toString()).doesNotContain("hidden");
    }

    private static List<String> asked(String name, Slot... slots) throws Rejected {
        return shown(resolve(0, slots).candidates(Samples.call(name)));
    }

    private static List<String> shown(List<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> candidate.slot().number() + " " + candidate.model().id())
                .toList();
    }

    private static Rejection refused(String name, Slot... slots) {
        return refused(Samples.call(name), slots);
    }

    private static Rejection refused(Call call, Slot... slots) {
        Rejected rejected =
                catchThrowableOfType(Rejected.class, () -> resolve(0, slots).candidates(call));
        assertThat(rejected).isNotNull();
        return rejected.rejection();
    }

    private static Resolve resolve(int firstTurn, Slot... slots) {
        return new Resolve(Samples.CATALOG, slots(List.of(slots), List.of(slots)), firstTurn);
    }

    private static Slots slots(List<Slot> current, List<Slot> reread) {
        return new Slots() {
            @Override
            public List<Slot> current() {
                return current;
            }

            @Override
            public List<Slot> reread() {
                return reread;
            }
        };
    }

    private static Slot fixed(int number, String provider, String model) {
        Slot slot = Samples.slot(number, provider);
        return new Slot(
                number,
                new Access(provider, slot.key(), slot.endpoint()),
                new NamedModels(Optional.of(model), List.of()),
                slot.allotment(),
                slot.priority());
    }

    private static OptionalLong none() {
        return OptionalLong.empty();
    }
}
