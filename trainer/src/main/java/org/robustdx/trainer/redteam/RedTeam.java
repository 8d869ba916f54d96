package org.robustdx.trainer.redteam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.train.Evaluator;

/** Attacks the images of a dataset through a query channel, one after the other, within a limit of queries. */
public final class RedTeam {
    private final QueryChannel channel;
    private final Attack attack;
    private final Budget budget;
    private final int most;
    private final Consumer<String> progress;

    /**
     * What came of one image.
     *
     * @param id name of the image
     * @param label its class
     * @param readRight whether the system classified the image as it was correctly; only then it was attacked
     * @param queries queries for the image
     * @param misclassified queries until a misclassified image within the budget; empty if there was none
     * @param trusted queries until a misclassified image within the budget with the verdict TRUSTED
     */
    public record Target(
            String id, String label, boolean readRight, int queries, OptionalInt misclassified, OptionalInt trusted) {}

    /**
     * What came of the campaign.
     *
     * @param targets one for each image, in order
     * @param queries queries of all images
     * @param verdicts how many answers had each verdict
     * @param alert the first campaign alert on the source
     */
    public record Outcome(
            List<Target> targets, int queries, Map<String, Integer> verdicts, Optional<QueryChannel.Alert> alert) {
        public Outcome {
            targets = List.copyOf(targets);
            verdicts = Map.copyOf(verdicts);
        }

        /** Returns the outcome for the command's summary. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            List<Target> attacked = targets.stream().filter(Target::readRight).toList();
            map.put("images", targets.size());
            map.put("attacked", attacked.size());
            map.put(
                    "misclassified",
                    attacked.stream().filter(t -> t.misclassified().isPresent()).count());
            map.put(
                    "misclassified_and_trusted",
                    attacked.stream().filter(t -> t.trusted().isPresent()).count());
            map.put("queries", queries);
            map.put(
                    "median_queries_to_misclassification",
                    median(attacked.stream().map(Target::misclassified).toList()));
            map.put(
                    "median_queries_to_trusted",
                    median(attacked.stream().map(Target::trusted).toList()));
            map.put("verdicts", new TreeMap<>(verdicts));
            map.put("campaign_alert", alert.isPresent());
            alert.ifPresent(first -> {
                map.put("campaign_alert_kind", first.kind());
                map.put("campaign_alert_queries", first.queries());
                map.put("campaign_alert_seconds", first.seconds());
            });
            return map;
        }

        /** Returns the median of those that are there, or -1 if there is none. */
        private static int median(List<OptionalInt> queries) {
            int[] sorted = queries.stream()
                    .filter(OptionalInt::isPresent)
                    .mapToInt(OptionalInt::getAsInt)
                    .sorted()
                    .toArray();
            return sorted.length == 0 ? -1 : sorted[(sorted.length - 1) / 2];
        }
    }

    /**
     * Prepares a campaign.
     *
     * @param attack an attack that needs no gradients
     * @param budget largest change that counts as success, L-inf
     * @param most queries of all images together, at most
     * @param progress hears in a line what came of each image
     */
    public RedTeam(QueryChannel channel, Attack attack, Budget budget, int most, Consumer<String> progress) {
        Bounds.require("max-queries", most, 1, 10_000_000);
        this.channel = channel;
        this.attack = attack;
        this.budget = budget;
        this.most = most;
        this.progress = progress;
    }

    /**
     * Runs the campaign.
     *
     * @param images of the size that the app's model takes
     * @param alertSeconds longest wait for a campaign alert after the last query
     */
    public Outcome run(Dataset images, long seed, double alertSeconds) throws InterruptedException {
        QueriedClassifier system = new QueriedClassifier(channel, images.classes(), most);
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < images.size() && !system.exhausted(); i++) {
            Batch one = Batches.of(images, new int[] {i});
            try (INDArray pixels = Evaluator.pixels(one.pixels(), 1, images)) {
                system.begin(QueriedClassifier.bytes(pixels)[0], images.label(i), budget.epsilon());
                boolean right = readRight(system, pixels, images.label(i));
                if (right) {
                    attack.perturb(system, pixels, one.labels(), budget, seed + i)
                            .close();
                }
                Target target = new Target(
                        images.fullId(i),
                        images.classes().get(images.label(i)),
                        right,
                        system.queriesOfImage(),
                        right ? system.misclassified() : OptionalInt.empty(),
                        right ? system.trusted() : OptionalInt.empty());
                targets.add(target);
                progress.accept(describe(target));
            }
        }
        return new Outcome(targets, system.queries(), system.verdicts(), channel.firstAlert(alertSeconds));
    }

    private static boolean readRight(QueriedClassifier system, INDArray pixels, int label) {
        try (INDArray logits = system.logits(pixels)) {
            return logits.argMax(1).getInt(0) == label;
        }
    }

    private static String describe(Target target) {
        if (!target.readRight()) {
            return target.id() + ": misclassified without an attack; not attacked";
        }
        return target.id() + ": " + target.queries() + " queries; "
                + (target.misclassified().isPresent()
                        ? "misclassified after " + target.misclassified().getAsInt()
                        : "not misclassified within the budget")
                + (target.trusted().isPresent()
                        ? ", with the verdict TRUSTED after " + target.trusted().getAsInt()
                        : ", never with the verdict TRUSTED");
    }
}
