package org.robustdx.console.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void shouldEscapeValuesAndKeepPieces() {
        Html piece = Html.of("<b>{}</b>", "<script>'\"&");
        assertThat(Html.of("<p title=\"{}\">{}</p>", "\" onload=\"x", piece).text())
                .isEqualTo("<p title=\"&quot; onload=&quot;x\"><b>&lt;script&gt;&#39;&quot;&amp;</b></p>");
    }

    @Test
    void shouldNotFillAPlaceThatAValueHolds() {
        assertThat(Html.of("{}-{}", "{}", "x").text()).isEqualTo("{}-x");
    }

    @Test
    void shouldShowInvisibleCharacters() {
        assertThat(Html.of("{}", "a\u202Eb\u0000").text()).isEqualTo("a\\u202eb\\u0000");
    }

    @Test
    void shouldRejectAnotherNumberOfValues() {
        assertThatIllegalArgumentException().isThrownBy(() -> Html.of("{}{}", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Html.of("{}", "x", "y"));
    }
}
