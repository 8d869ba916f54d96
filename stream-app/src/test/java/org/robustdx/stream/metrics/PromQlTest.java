package org.robustdx.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {
    private static final List<PromQl.Series> SERIES = PromQl.series(
            "# HELP a_total text\na_total{x=\"1\",y=\"two \\\" and\"} 3.0\nb 1\nn NaN\nc_bucket{le=\"0.1\"} 1.0\n");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b",
                "a_total{x=\"1\"}",
                "a_total{x!=\"2\"}",
                "sum by (x) (rate(a_total{job=\"j\"}[$__rate_interval] offset 1h)) / 2 > 1e3",
                "histogram_quantile(0.99, sum by (le, instance) (rate(c_bucket[5m])))",
                "up{job=\"j\"} == 0 or absent(up)"
            })
    void shouldFindWhatIsThere(String query) {
        assertThat(PromQl.missing(query, SERIES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(rate(d_total[1m]))",
                "b + d",
                "a_total{x=\"2\"}",
                "a_total{z=\"1\"}",
                "sum by (z) (a_total)",
                "sum by (le) (b)",
                "sum(n)",
                "1 + 1"
            })
    void shouldTellWhatIsNot(String query) {
        assertThat(PromQl.missing(query, SERIES)).hasSize(1);
    }

    @Test
    void shouldReadLabelsWithQuotes() {
        assertThat(SERIES).hasSize(3);
        assertThat(SERIES.get(0).labels()).containsEntry("y", "two \\\" and").containsEntry("x", "1");
    }
}
