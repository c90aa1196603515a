package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.responses.ToolNames.Tool;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
    /** Whatever tools are called: a chat can have each name, and it leads back to its tool. */
    @Property(tries = 300)
    void everyNameFitsAChatAndLeadsBack(@ForAll("tools") List<Tool> tools) {
        ToolNames names = new ToolNames(tools);
        assertThat(names.all()).hasSize(tools.size());
        for (Tool tool : tools) {
            String inChat = names.inChat(tool.namespace(), tool.name());
            assertThat(inChat).matches("[A-Za-z0-9_-]{1,64}");
            assertThat(names.called(inChat)).isEqualTo(tool);
        }
    }

    @Test
    void aNameThatNobodyDeclaredIsAFunctions() {
        ToolNames names = new ToolNames(List.of());
        assertThat(names.called("x")).isEqualTo(new Tool("", "x", false));
        assertThat(names.inChat("ns", "spawn.agent")).isEqualTo("spawn_agent");
    }

    @Provide
    Arbitrary<List<Tool>> tools() {
        Arbitrary<String> name =
                Arbitraries.strings()
                        .withChars("ab._é ".toCharArray())
                        .ofMinLength(1)
                        .ofMaxLength(4);
        Arbitrary<Tool> tool =
                Combinators.combine(
                                Arbitraries.of("", "ns", "other.ns"),
                                Arbitraries.oneOf(
                                        name.map(n -> n.substring(0, Math.min(3, n.length()))),
                                        name.map(n -> n.repeat(30))),
                                Arbitraries.of(true, false))
                        .as(Tool::new);
        return tool.list()
                .ofMaxSize(6)
                .uniqueElements(one -> List.of(one.namespace(), one.name()))
                .map(ArrayList::new);
    }
}
