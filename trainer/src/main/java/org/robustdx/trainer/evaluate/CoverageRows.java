package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.data.Dataset;

/** Measures how often a model's prediction sets hold the true class: by class and by site, on clean images and under each attack. */
final class CoverageRows {
    private final ModelMetadata metadata;
    private final PredictionSets sets;
    private final Selection selection;
    private final long seed;
    private final List<PredictionSetResults.Coverage> rows = new ArrayList<>();

    private CoverageRows(ModelMetadata metadata, PredictionSets sets, Selection selection, long seed) {
        this.metadata = metadata;
        this.sets = sets;
        this.selection = selection;
        this.seed = seed;
    }

    /** Returns the results; null if the model has no prediction sets. */
    static @Nullable PredictionSetResults of(
            ModelMetadata metadata, Selection selection, long seed, Findings findings) {
        Optional<PredictionSets> sets = metadata.predictionSets();
        if (sets.isEmpty()) {
            return null;
        }
        CoverageRows builder = new CoverageRows(metadata, sets.get(), selection, seed);
        Condition clean = Condition.of(Condition.Kind.CLEAN, "clean");
        builder.condition(clean, findings.clean(), selection.images());
        for (Condition condition : findings.of(Condition.Kind.ATTACK)) {
            builder.condition(condition, findings.in(condition), selection.attacked());
        }
        return new PredictionSetResults(sets.get().coverage(), sets.get().epsilon(), builder.rows);
    }

    private void condition(Condition condition, Observed observed, Dataset images) {
        Decisions decisions = Decisions.of(metadata, observed);
        site(condition, observed, null, i -> !decisions.outOfScope(i));
        if (selection.hasSites()) {
            for (Selection.Site site : selection.sites()) {
                String name = site.name();
                site(condition, observed, name, i -> images.site(i).equals(name) && !decisions.outOfScope(i));
            }
        }
    }

    private void site(Condition condition, Observed observed, @Nullable String site, IntPredicate counted) {
        row(condition, observed, site, null, counted);
        for (int k = 0; k < metadata.classes().size(); k++) {
            int label = k;
            row(
                    condition,
                    observed,
                    site,
                    metadata.classes().get(k),
                    i -> observed.labels()[i] == label && counted.test(i));
        }
    }

    private void row(
            Condition condition,
            Observed observed,
            @Nullable String site,
            @Nullable String className,
            IntPredicate counted) {
        int n = 0;
        int covered = 0;
        int members = 0;
        for (int i = 0; i < observed.n(); i++) {
            if (counted.test(i)) {
                List<String> set = sets.of(observed.probabilities()[i]);
                n++;
                members += set.size();
                covered += set.contains(metadata.classes().get(observed.labels()[i])) ? 1 : 0;
            }
        }
        rows.add(new PredictionSetResults.Coverage(
                condition.name(),
                condition.threatModel(),
                condition.epsilon() > 0 ? (Double) condition.epsilon() : null,
                site,
                className,
                selection.split(),
                seed,
                Proportion.of(covered, n),
                n == 0 ? null : (Double) ((double) members / n)));
    }
}
