package org.robustdx.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class QuietDifferentiationTest {
    @Test
    void shouldRemoveOnlyTheLinesOfNd4j() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new QuietDifferentiation.Filter(new PrintStream(printed, true, UTF_8)));
        try {
            SameDiff graph = SameDiff.create();
            SDVariable x = graph.var("x", Nd4j.ones(2));
            graph.setLossVariables(x.mul(x).sum("loss"));
            graph.createGradFunction();
            System.out.println("one line of a test");
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(UTF_8).lines()).containsExactly("one line of a test");
    }

    @Test
    void shouldBeActiveInTests() {
        assertThat(System.out).isInstanceOf(QuietDifferentiation.Filter.class);
    }
}
