package org.robustdx.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.console.ConsoleRig;
import org.robustdx.console.access.TrustedProxy;

class ProxyTest {
    @Test
    void shouldLetInWhomTheProxyNamesAndLogOutWhomItNamesNoLonger(@TempDir Path folder) throws Exception {
        try (ConsoleRig rig = new ConsoleRig(folder, Optional.of(ConsoleRig.localProxy()))) {
            Visitor carl = new Visitor(rig).with("X-User", "carl@example.org").with("X-Groups", "decide");
            assertThat(carl.get("/").body()).contains("carl@example.org", "reviewer");
            Visitor thief = new Visitor(rig).with("Cookie", carl.cookie());
            assertThat(thief.get("/").statusCode())
                    .as("the cookie without the proxy's word")
                    .isEqualTo(303);
            carl.with("X-Groups", "look");
            assertThat(carl.get("/").body()).contains("carl@example.org").doesNotContain("reviewer</span>");
        }
    }

    @Test
    void shouldIgnoreTheHeadersOfAnyoneElse(@TempDir Path folder) throws Exception {
        TrustedProxy elsewhere = new TrustedProxy(Set.of("10.0.0.9"), "X-User", "X-Groups", "look", "decide");
        try (ConsoleRig rig = new ConsoleRig(folder, Optional.of(elsewhere))) {
            Visitor carl = new Visitor(rig).with("X-User", "carl@example.org").with("X-Groups", "decide");
            assertThat(carl.get("/").statusCode()).isEqualTo(303);
        }
    }
}
