package org.robustdx.stream.watch;

import java.io.PrintWriter;
import java.util.Locale;
import org.robustdx.inference.verdict.OutOfScopeReason;
import org.robustdx.kafka.cli.Paint;
import org.robustdx.kafka.cli.Paint.Colour;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.stream.dlq.Letter;
import org.robustdx.stream.dlq.LetterImage;

/**
 * Diagnoses, alerts and dead letters as lines of a table. Names that came with an image show their control characters as numbers: a
 * terminal would obey them.
 */
public final class Terminal implements Sink {
    private static final String ROW = "%-9s %-30s %-14s %-18s %6s %9s  %s%n";
    private static final int HUNDRED = 100;

    private final PrintWriter out;
    private final Paint paint;
    private boolean begun;

    /** Creates a table on this writer. */
    public Terminal(PrintWriter out) {
        this.out = out;
        this.paint = Paint.of(out);
    }

    @Override
    public void diagnosis(Diagnosis diagnosis) {
        boolean outOfScope = diagnosis.getVerdict() == Verdict.OUT_OF_SCOPE;
        float probability = 0;
        for (var one : diagnosis.getClasses()) {
            probability = Math.max(probability, one.getProbability());
        }
        row(
                "diagnosis",
                diagnosis.getImageId(),
                diagnosis.getSource(),
                outOfScope ? "-" : diagnosis.getLabel(),
                outOfScope ? "" : String.format(Locale.ROOT, "%.0f %%", probability * HUNDRED),
                byAttribute(diagnosis.getOutOfScopeReason())
                        ? ""
                        : pValue(outOfScope ? diagnosis.getScopePValue() : diagnosis.getAlarmPValue()),
                diagnosis.getVerdict()
                        + (byAttribute(diagnosis.getOutOfScopeReason())
                                ? " (%s)".formatted(diagnosis.getOutOfScopeReason())
                                : threshold(
                                        outOfScope
                                                ? diagnosis.getScopeFalseAlarmRate()
                                                : diagnosis.getFalseAlarmRate()))
                        + (diagnosis.getPredictionSet().size() > 1
                                ? ", one of %s".formatted(diagnosis.getPredictionSet())
                                : "")
                        + (diagnosis.getLabelAfterDenoising() == null
                                ? ""
                                : " (denoised: " + clean(diagnosis.getLabelAfterDenoising(), 18) + ")"));
    }

    @Override
    public void alert(AdversarialAlert alert) {
        row(
                Colour.TAMPERED,
                "ALERT",
                alert.getImageId(),
                alert.getSource(),
                alert.getLabelBefore(),
                "",
                pValue(alert.getFiredDetectors()),
                "%s, %s%s by %s, denoised: %s"
                        .formatted(
                                alert.getSeverity(),
                                alert.getVerdict(),
                                threshold(alert.getFalseAlarmRate()),
                                alert.getFiredDetectors().stream()
                                        .map(DetectorReading::getDetector)
                                        .toList(),
                                clean(alert.getLabelAfter(), 18)));
    }

    @Override
    public void outOfScope(OutOfScopeAlert alert) {
        row(
                Colour.OUT_OF_SCOPE,
                "SCOPE",
                alert.getImageId(),
                alert.getSource(),
                "-",
                "",
                byAttribute(alert.getReason()) ? "" : pValue(alert.getPValue()),
                "OUT_OF_SCOPE (%s): %s".formatted(alert.getReason(), alert.getMessage()));
    }

    @Override
    public void campaign(CampaignAlert alert) {
        row(
                Colour.TAMPERED,
                "CAMPAIGN",
                "%s, %d flagged".formatted(Count.of(alert.getImages(), "image"), alert.getFlagged()),
                alert.getSource(),
                alert.getKind().name(),
                "",
                String.format(Locale.ROOT, "%.1e", alert.getPValue()),
                "%s, %s to %s".formatted(alert.getSeverity(), alert.getWindowStart(), alert.getWindowEnd()));
    }

    @Override
    public void deadLetter(Letter letter, LetterImage image) {
        row(
                Colour.REFUSED,
                "DEAD",
                image.imageId(),
                image.source(),
                "-",
                "",
                "",
                "%s: %s (dlq show %s)".formatted(letter.reason(), clean(letter.message(), 140), letter.position()));
    }

    @Override
    public void note(String line) {
        out.println(clean(line, 200));
        out.flush();
    }

    private void row(
            Colour colour,
            String what,
            String image,
            String source,
            String label,
            String probability,
            String pValue,
            String verdict) {
        heading();
        paint.begin(colour);
        row(what, image, source, label, probability, pValue, verdict);
        paint.end();
        out.flush();
    }

    private void heading() {
        if (!begun) {
            begun = true;
            out.printf(Locale.ROOT, ROW, "", "image", "source", "label", "", "p", "verdict");
        }
    }

    private void row(
            String what, String image, String source, String label, String probability, String pValue, String verdict) {
        heading();
        out.printf(
                Locale.ROOT,
                ROW,
                what,
                clean(image, 30),
                clean(source, 14),
                clean(label, 18),
                probability,
                pValue,
                clean(verdict, 200));
        out.flush();
    }

    /** A DICOM attribute decides without a p-value. */
    private static boolean byAttribute(String reason) {
        return !reason.isEmpty() && !reason.equals(OutOfScopeReason.UNFAMILIAR.name());
    }

    /** The p-value that decides, and the threshold that it was compared with. */
    private static String threshold(double falseAlarmRate) {
        return falseAlarmRate > 0 ? " (alarm at p <= %s)".formatted(falseAlarmRate) : "";
    }

    private static String pValue(double pValue) {
        return String.format(Locale.ROOT, "%.4f", pValue);
    }

    private static String pValue(Iterable<DetectorReading> readings) {
        double smallest = 1;
        for (DetectorReading reading : readings) {
            smallest = Math.min(smallest, reading.getPValue());
        }
        return String.format(Locale.ROOT, "%.4f", smallest);
    }

    /** Returns the text in one line, as {@link PlainText#of}, and no longer than this; of a long one its end, which tells more. */
    public static String clean(String text, int longest) {
        String plain = PlainText.of(text);
        if (plain.length() <= longest) {
            return plain;
        }
        int from = plain.length() - longest + 1;
        return "…" + plain.substring(Character.isLowSurrogate(plain.charAt(from)) ? from + 1 : from);
    }
}
