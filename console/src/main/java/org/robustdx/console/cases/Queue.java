package org.robustdx.console.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cases that a filter lists, in the order in which they are to be worked on. Images of a campaign that is in the queue are folded into the campaign,
 * unless the filter asks for them.
 *
 * @param rows the rows of the list
 * @param cases how many cases the filter selects, those that are folded counted
 */
public record Queue(List<Row> rows, int cases) {
    /** Copies the list. */
    public Queue {
        rows = List.copyOf(rows);
    }

    /**
     * A row of the list.
     *
     * @param standing the case
     * @param folded number of other cases that this campaign stands for; 0 of an image
     */
    public record Row(Standing standing, int folded) {}

    /**
     * Returns the queue.
     *
     * @param all every case, in the order of {@link Standing#URGENT_FIRST}
     */
    static Queue of(List<Standing> all, QueueFilter filter) {
        Optional<Subject> only = filter.campaignSubject();
        if (only.isPresent() || !filter.campaign().isEmpty()) {
            List<Row> rows = all.stream()
                    .filter(one -> one.about().subject().equals(only.orElse(null)))
                    .findFirst()
                    .map(campaign -> all.stream()
                            .filter(filter::accepts)
                            .filter(one -> campaign.about().includes(one.about()))
                            .map(one -> new Row(one, 0))
                            .toList())
                    .orElse(List.of());
            return new Queue(rows, rows.size());
        }
        List<Standing> selected = all.stream().filter(filter::accepts).toList();
        Map<String, List<TriageCase>> campaigns = new HashMap<>();
        for (Standing one : selected) {
            if (one.about().campaign().isPresent()) {
                campaigns
                        .computeIfAbsent(one.about().source(), source -> new ArrayList<>())
                        .add(one.about());
            }
        }
        Map<Subject, Integer> folded = new HashMap<>();
        List<Standing> shown = new ArrayList<>();
        for (Standing one : selected) {
            Optional<TriageCase> campaign = campaigns.getOrDefault(one.about().source(), List.of()).stream()
                    .filter(candidate -> candidate.includes(one.about()))
                    .findFirst();
            if (campaign.isPresent()) {
                folded.merge(campaign.get().subject(), 1, Integer::sum);
            } else {
                shown.add(one);
            }
        }
        return new Queue(
                shown.stream()
                        .map(one -> new Row(one, folded.getOrDefault(one.about().subject(), 0)))
                        .toList(),
                selected.size());
    }

    /** Returns the case after this one; empty at the end of the list, and where the case is not in it. */
    public Optional<Subject> after(Subject subject) {
        return beside(subject, 1);
    }

    /** Returns the case before this one. */
    public Optional<Subject> before(Subject subject) {
        return beside(subject, -1);
    }

    private Optional<Subject> beside(Subject subject, int step) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).standing().about().subject().equals(subject)) {
                int next = i + step;
                return next < 0 || next >= rows.size()
                        ? Optional.empty()
                        : Optional.of(rows.get(next).standing().about().subject());
            }
        }
        return Optional.empty();
    }
}
