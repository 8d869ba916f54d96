package org.robustdx.trainer.evaluate.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.robustdx.trainer.TinyModels;

class ChartTest {
    @Test
    void curvesOfAllDetectorsHaveColoursOfTheirOwnWhichTheStyleKnows() throws IOException {
        int detectors = TinyModels.detectors().size();
        Chart chart = Chart.ofShares(300, "x", "y");
        for (int i = 0; i < detectors; i++) {
            chart.line("line " + i, Chart.Stroke.SOLID, false, List.of(Chart.Point.of(0, 0), Chart.Point.of(1, 1)));
        }
        List<String> colours = Pattern.compile("class=\"line (c\\d+)\"")
                .matcher(chart.toMarkup("curves").html())
                .results()
                .map(match -> match.group(1))
                .toList();
        String style;
        try (InputStream in = Objects.requireNonNull(Chart.class.getResourceAsStream("report.css"))) {
            style = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(colours).hasSize(detectors).doesNotHaveDuplicates();
        assertThat(colours).allSatisfy(c -> assertThat(style)
                .contains(".line." + c + " { color: var(--" + c + "); }")
                .contains(".legend ." + c + " { --own: var(--" + c + "); }"));
    }
}
