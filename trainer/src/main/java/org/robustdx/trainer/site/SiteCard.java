package org.robustdx.trainer.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.calibrate.SiteImages;
import org.robustdx.trainer.calibrate.SiteMeasures;
import org.robustdx.trainer.calibrate.SiteMeasures.Accuracy;
import org.robustdx.trainer.calibrate.SiteMeasures.ClassRow;
import org.robustdx.trainer.calibrate.SiteMeasures.Figure;
import org.robustdx.trainer.calibrate.SiteMeasures.Share;
import org.robustdx.trainer.calibrate.SiteModel;
import org.robustdx.trainer.calibrate.SiteTrial;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.train.DataSource;

/** The card of a model that is calibrated to a site, as a Markdown document. */
public final class SiteCard {
    private SiteCard() {}

    /**
     * What a card is about.
     *
     * @param parent metadata of the file that was calibrated
     * @param parentSha256 of that file
     * @param sha256 of the new file
     * @param fitted the model as it is fitted
     * @param fittedTo the images to which it is fitted
     * @param source where the images come from
     * @param trial what was measured on images left out of the fit
     */
    public record Content(
            ModelMetadata parent,
            String parentSha256,
            String sha256,
            SiteModel fitted,
            SiteImages fittedTo,
            DataSource source,
            SiteTrial trial) {}

    /** Returns the document. */
    public static String render(Content card) {
        List<String> lines = new ArrayList<>();
        SiteImages images = card.fittedTo();
        lines.add("# Model card: RobustDx " + plain(card.parent().task()) + ", calibrated to a site");
        lines.add("");
        String fitted = images.labelled() ? "alarms, decision threshold, probabilities and prediction sets" : "alarms";
        lines.add("This file is another model file with " + fitted
                + " that are fitted to the images of one site. The weights are those of the parent file; its"
                + " card states how it was trained, and for what it must not be used.");
        lines.add("");
        lines.add("| | |");
        lines.add("| --- | --- |");
        row(lines, "Site", plain(card.source().site()));
        row(lines, "Data set", plain(card.source().dataSet()));
        row(lines, "Licence of the images", plain(card.source().licence()));
        row(lines, "Images", images.n() + (images.labelled() ? " labelled (" + counts(card) + ")" : " without labels"));
        row(lines, "Parent file", "SHA-256 `" + card.parentSha256() + "`");
        row(lines, "This file", "SHA-256 `" + card.sha256() + "`");
        row(lines, "Calibrated by", "robustdx " + Build.version() + ", revision " + Build.revision());
        lines.add("");
        changes(lines, card);
        measures(lines, card.trial());
        lines.add("## Limits");
        lines.add("");
        lines.add("- The figures hold for images that are drawn as the images of this calibration were. Another device,"
                + " protocol or population needs another calibration.");
        lines.add("- The calibration trusts its images: manipulated images among them raise the thresholds of the"
                + " alarms.");
        if (images.labelled()) {
            lines.add("- It trusts the labels too. The probabilities are honest where all classes are equally common;"
                    + " where a class is rare, its probability is too high.");
            lines.add("- Accuracy under attack was not measured again: an attack needs fewer or more changes where the"
                    + " decision threshold is another.");
        }
        lines.add("- It is not a medical device and has not been assessed as one.");
        return String.join("\n", lines) + "\n";
    }

    private static String counts(Content card) {
        int[] counts = card.fittedTo().classCounts();
        List<String> parts = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            parts.add(plain(card.fitted().classes().get(k)) + " " + counts[k]);
        }
        return String.join(", ", parts);
    }

    private static void changes(List<String> lines, Content card) {
        lines.add("## What is fitted");
        lines.add("");
        Calibration calibration = card.fitted().calibration();
        int n = card.fittedTo().n();
        int fewest = card.fitted().fewestForAlarms();
        if (n < fewest) {
            lines.add("- **Alarms: unchanged**, as in the parent file. They need " + fewest
                    + " images of the site, and there were " + n + ".");
        } else {
            lines.add("- **Tampering alarm**, at a false-alarm rate of " + percent(calibration.falseAlarmRate()) + ". "
                    + range(
                            n,
                            calibration.falseAlarmRate() / calibration.alarms().size()));
            calibration
                    .scope()
                    .ifPresent(rule -> lines.add("- **Scope alarm**, at a false-alarm rate of "
                            + percent(rule.falseAlarmRate()) + ". "
                            + range(n, rule.falseAlarmRate() / rule.detectors().size())));
        }
        if (card.fittedTo().labelled()) {
            List<String> shifts = new ArrayList<>();
            for (int k = 0; k < card.fitted().classes().size(); k++) {
                shifts.add(String.format(
                        Locale.ROOT,
                        "%s %+.3f",
                        plain(card.fitted().classes().get(k)),
                        card.fitted().correction().shift().get(k)));
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "- **Logits**: divided by the temperature %.3f, then shifted by %s. Every class counts the same in"
                            + " the fit. The detectors look at the logits before this correction.",
                    card.fitted().correction().temperature(),
                    String.join(", ", shifts)));
            card.fitted().sets().ifPresent(sets -> {
                int needed = SiteModel.fewestForSets(sets.coverage());
                lines.add("- **Prediction sets**, for a coverage of " + percent(sets.coverage())
                        + " of each class. A class needs " + needed
                        + " images for this; a class with fewer is in every set.");
            });
        } else {
            lines.add("- Logits, probabilities and prediction sets are those of the parent file.");
        }
        lines.add("");
    }

    private static String range(int n, double rate) {
        Interval range = SiteModel.falseAlarmRange(n, rate);
        return "Of calibrations with " + n + " images, 95 % have a rate from " + percent(range.low()) + " to "
                + percent(range.high()) + ".";
    }

    private static void measures(List<String> lines, SiteTrial trial) {
        lines.add("## Before and after");
        lines.add("");
        lines.add("Evaluated on images of patients who are left out of the fit (" + plain(trial.judgedOn()) + "; n = "
                + trial.after().n() + "). [low, high] is a 95 % interval.");
        lines.add("");
        lines.add("| figure | before | after |");
        lines.add("| --- | --- | --- |");
        SiteMeasures before = trial.before();
        SiteMeasures after = trial.after();
        Optional<Accuracy> old = before.accuracy();
        Optional<Accuracy> now = after.accuracy();
        if (old.isPresent() && now.isPresent()) {
            row(
                    lines,
                    "balanced accuracy",
                    share(old.get().balanced()),
                    share(now.get().balanced()));
            row(
                    lines,
                    "log loss (nats)",
                    figure(old.get().logLoss()),
                    figure(now.get().logLoss()));
            row(
                    lines,
                    "calibration error",
                    share(old.get().calibrationError()),
                    share(now.get().calibrationError()));
            for (int k = 0; k < now.get().classes().size(); k++) {
                ClassRow was = old.get().classes().get(k);
                ClassRow is = now.get().classes().get(k);
                String name = plain(is.name());
                row(lines, name + ": sensitivity", share(was.sensitivity()), share(is.sensitivity()));
                row(lines, name + ": specificity", share(was.specificity()), share(is.specificity()));
                row(
                        lines,
                        name + ": true class in the prediction set",
                        was.covered().map(SiteCard::share).orElse("no sets"),
                        is.covered().map(SiteCard::share).orElse("no sets"));
            }
        }
        String unknown = "too few images to tell";
        row(
                lines,
                "out of scope (false alarms)",
                share(before.outOfScope()),
                trial.alarmsJudged() ? share(after.outOfScope()) : unknown);
        row(
                lines,
                "flagged as tampered with (false alarms)",
                share(before.flagged()),
                trial.alarmsJudged() ? share(after.flagged()) : unknown);
        row(lines, "either alarm", share(before.either()), trial.alarmsJudged() ? share(after.either()) : unknown);
        lines.add("");
        trial.gain().ifPresent(gain -> {
            lines.add("Gain of the balanced accuracy on the same images: "
                    + String.format(
                            Locale.ROOT,
                            "%+.1f points [%+.1f, %+.1f].",
                            100 * gain.value(),
                            100 * gain.interval().low(),
                            100 * gain.interval().high()));
            lines.add("");
        });
    }

    private static void row(List<String> lines, String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    /** Returns a share in percent with its interval. */
    public static String share(Share share) {
        return share.n() == 0
                ? "no image"
                : String.format(
                        Locale.ROOT,
                        "%.1f %% [%.1f, %.1f]",
                        100 * share.value(),
                        100 * share.interval().low(),
                        100 * share.interval().high());
    }

    /** Returns a figure in percent with its interval. */
    public static String share(Figure figure) {
        return String.format(
                Locale.ROOT,
                "%.1f %% [%.1f, %.1f]",
                100 * figure.value(),
                100 * figure.interval().low(),
                100 * figure.interval().high());
    }

    /** Returns a figure with its interval. */
    public static String figure(Figure figure) {
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f]",
                figure.value(),
                figure.interval().low(),
                figure.interval().high());
    }

    /** Returns a share in percent, with as many digits as tell something. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.3g %%", 100 * share);
    }

    private static String plain(String text) {
        return text.replaceAll("[|<>`\\[\\]\\r\\n]", " ");
    }
}
