package dev.sluice.wire.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoorRequestTest {
    private static DoorRequest announcing(String... header) {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < header.length; i += 2) {
            headers.set(header[i], header[i + 1]);
        }
        return new DoorRequest("POST", "/chat", "", headers.build(), most -> new byte[0]);
    }

    @Test
    void aBodyMayBeLargeThatAnnouncesNoLengthOrAHundredThousandBytes() {
        assertThat(announcing("content-length", "99999").mayBeLarge()).isFalse();
        assertThat(announcing("content-length", "0").mayBeLarge()).isFalse();
        assertThat(announcing("content-length", "100000").mayBeLarge()).isTrue();
        assertThat(announcing("transfer-encoding", "chunked").mayBeLarge()).isTrue();
    }
}
