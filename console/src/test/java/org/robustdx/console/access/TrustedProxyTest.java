package org.robustdx.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrustedProxyTest {
    private static final TrustedProxy PROXY =
            new TrustedProxy(Set.of("10.0.0.9"), "X-User", "X-Groups", "look", "decide");

    private static Optional<Account> account(String address, String user, String groups) {
        return PROXY.account(address, Map.of("X-User", user, "X-Groups", groups)::get);
    }

    @Test
    void shouldBelieveHeadersFromItsAddressAlone() {
        assertThat(account("10.0.0.9", "anna@example.org", "other, decide"))
                .map(Account::role)
                .contains(Role.REVIEWER);
        assertThat(account("10.0.0.9", "ben@example.org", "look"))
                .map(Account::role)
                .contains(Role.READER);
        assertThat(account("10.0.0.8", "anna@example.org", "decide")).isEmpty();
        assertThat(account("10.0.0.9", "carl@example.org", "other")).isEmpty();
        assertThat(account("10.0.0.9", " ", "decide")).isEmpty();
        assertThat(PROXY.account("10.0.0.9", name -> null)).isEmpty();
    }

    @Test
    void shouldGiveAPersonTheSamePseudonymEachTimeWithoutTheName() {
        String pseudonym =
                account("10.0.0.9", "anna@example.org", "decide").orElseThrow().pseudonym();
        assertThat(pseudonym)
                .matches("r-[0-9a-f]{10}")
                .isEqualTo(account("10.0.0.9", "anna@example.org", "look")
                        .orElseThrow()
                        .pseudonym());
    }
}
