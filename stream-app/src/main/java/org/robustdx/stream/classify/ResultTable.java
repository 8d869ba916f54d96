package org.robustdx.stream.classify;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.robustdx.inference.model.DicomMismatch;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.ScopeFinding;
import org.robustdx.inference.verdict.Verdict;
import org.robustdx.kafka.cli.Paint;
import org.robustdx.kafka.cli.Paint.Colour;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.Refusal;
import org.robustdx.stream.watch.Terminal;

/**
 * Prints results as a table: the label with its probability, the verdict, and the p-value that decided the verdict,
 * with its threshold.
 */
public final class ResultTable implements Results {
    private static final String ROW = "%-40s %-18s %8s  %-12s %s%n";
    private static final int LONGEST_FILE = 40;
    private static final int LONGEST_LABEL = 18;
    private static final int HUNDRED = 100;

    private final PrintWriter out;
    private final Paint paint;
    private boolean begun;

    /** Creates a table that prints to {@code out}. */
    public ResultTable(PrintWriter out) {
        this.out = out;
        this.paint = Paint.of(out);
    }

    @Override
    public void diagnosed(String file, Outcome.Diagnosed diagnosis) {
        Assessment assessment = diagnosis.assessment();
        if (assessment.verdict() == Verdict.OUT_OF_SCOPE) {
            coloured(
                    Colour.OUT_OF_SCOPE,
                    () -> row(file, "-", "", assessment.verdict().name(), whyOutOfScope(assessment)));
            return;
        }
        if (assessment.flagged()) {
            coloured(Colour.TAMPERED, () -> inScope(file, diagnosis));
        } else {
            inScope(file, diagnosis);
        }
    }

    private void inScope(String file, Outcome.Diagnosed diagnosis) {
        Assessment assessment = diagnosis.assessment();
        List<String> set = diagnosis.model().predictionSet(diagnosis.read().probabilities());
        row(
                file,
                label(diagnosis, assessment.label()),
                String.format(Locale.ROOT, "%.1f %%", diagnosis.read().probabilities()[assessment.label()] * HUNDRED),
                assessment.verdict().name(),
                "p = %.4f (alarm at p <= %s)%s"
                                .formatted(
                                        assessment.alarmPValue(),
                                        assessment.falseAlarmRate(),
                                        assessment.flagged()
                                                ? ", denoised: " + label(diagnosis, assessment.labelAfterDenoising())
                                                : "")
                        + (set.size() > 1 ? ", one of " + set : ""));
    }

    private static String whyOutOfScope(Assessment assessment) {
        return assessment.mismatch().map(DicomMismatch::message).orElseGet(() -> {
            ScopeFinding scope = assessment.scope().orElseThrow();
            return "p = %.4f (out of scope at p <= %s), by %s"
                    .formatted(scope.pValue(), scope.falseAlarmRate(), scope.detector());
        });
    }

    private static String label(Outcome.Diagnosed diagnosis, int index) {
        return Terminal.clean(diagnosis.model().classes().get(index), LONGEST_LABEL);
    }

    @Override
    public void refused(String file, Refusal refusal) {
        coloured(Colour.REFUSED, () -> row(file, "-", "", "refused", refusal.reason() + ": " + refusal.message()));
    }

    private void coloured(Colour colour, Runnable print) {
        heading();
        paint.begin(colour);
        print.run();
        paint.end();
        out.flush();
    }

    private void heading() {
        if (!begun) {
            begun = true;
            out.printf(Locale.ROOT, ROW, "file", "label", "", "verdict", "why");
        }
    }

    private void row(String file, String label, String probability, String verdict, String why) {
        heading();
        out.printf(Locale.ROOT, ROW, Terminal.clean(file, LONGEST_FILE), label, probability, verdict, why);
        out.flush();
    }
}
