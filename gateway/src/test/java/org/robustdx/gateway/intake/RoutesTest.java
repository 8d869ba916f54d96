package org.robustdx.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Routes routes = Routes.parse(List.of("chest-xray=CR|DX:CHEST|THORAX", "skin=XC"));

    @Test
    void shouldRouteByModalityAndBodyPart() {
        assertThat(routes.task("DX", "Chest")).contains("chest-xray");
        assertThat(routes.task("CR", "THORAX")).contains("chest-xray");
        assertThat(routes.task("CR", "HAND")).isEmpty();
        assertThat(routes.task("CR", "")).isEmpty();
        assertThat(routes.task("XC", "")).contains("skin");
        assertThat(routes.task("CT", "CHEST")).isEmpty();
        assertThat(routes.modalities()).containsExactly("CR", "DX", "XC");
    }

    @Test
    void shouldRefuseARuleOfAnotherForm() {
        for (String text : List.of("", "chest", "chest=", "=CR", "chest=cr", "chest=CR:", "chest=CR&x=y")) {
            assertThatThrownBy(() -> Routes.parse(List.of(text))).hasMessageStartingWith("route: " + text);
        }
        assertThatThrownBy(() -> Routes.parse(List.of())).hasMessageStartingWith("route: none");
    }
}
