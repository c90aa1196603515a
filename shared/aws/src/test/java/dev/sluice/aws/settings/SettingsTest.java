package dev.sluice.aws.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final URI NONE = URI.create("https://none.example");

    private static Settings of(String value) {
        return new Settings(Map.of("X", value));
    }

    @Test
    void whatIsBlankIsNotSet() {
        Settings blank = of(" \t");
        assertThat(blank.text("X")).isEmpty();
        assertThat(blank.number("X", 7, 0, 9)).isEqualTo(7);
        assertThat(blank.list("X")).isEmpty();
        assertThat(blank.url("X", NONE)).isEqualTo(NONE);
        assertThat(blank.text("Y")).isEmpty();
    }

    @Test
    void whatIsSetIsStripped() {
        assertThat(of(" a b ").text("X")).contains("a b");
        assertThat(of(" 3 ").number("X", 7, 0, 9)).isEqualTo(3);
        assertThat(of(" a, b\ta,,").list("X")).containsExactly("a", "b");
        assertThat(of(" https://host/v1/ ").url("X", NONE)).hasToString("https://host/v1");
        assertThat(Settings.nanoUsd("X", " -1.50 ")).isEqualTo(-1_500_000_000);
    }

    @Test
    void whatIsWrongIsRefusedByName() {
        for (String number : new String[] {"10", "-1", "x", "1.5", "99999999999999999999"}) {
            assertThatThrownBy(() -> of(number).number("X", 7, 0, 9))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage("X must be a whole number from 0 to 9: \"" + number + '"');
        }
        assertThatThrownBy(() -> Settings.nanoUsd("X", "0.0000000001"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("X must be an amount in USD");
        assertThatThrownBy(() -> new Settings(Map.of("SLUICE_STAGE", "../prod")).stage())
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("SLUICE_STAGE must be");
    }

    @Test
    void aWrongUrlIsNeverShown() {
        assertThatThrownBy(() -> of("http://user:canary@host").url("X", NONE))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("X must")
                .hasMessageNotContaining("canary");
    }
}
