package org.robustdx.stream.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.robustdx.stream.dlq.LetterFilter;
import org.robustdx.stream.dlq.LetterPosition;
import org.robustdx.stream.dlq.Reason;
import picocli.CommandLine.Option;

/** Options that select dead letters. */
final class LetterOptions {
    @Option(
            names = "--reason",
            paramLabel = "CODE",
            split = ",",
            description = "Only dead letters with this reason; may be repeated. One of ${COMPLETION-CANDIDATES}.")
    private List<Reason> reasons = List.of();

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            split = ",",
            description = "Only dead letters of this stage; may be repeated. One of ${COMPLETION-CANDIDATES}.")
    private List<Reason.Stage> stages = List.of();

    @Option(
            names = "--position",
            paramLabel = "PARTITION/OFFSET",
            split = ",",
            description = "Only the dead letter at this position; may be repeated.")
    private List<String> positions = List.of();

    LetterFilter filter() {
        Set<LetterPosition> parsed =
                positions.stream().map(LetterPosition::parse).collect(Collectors.toSet());
        return new LetterFilter(new HashSet<>(reasons), new HashSet<>(stages), parsed);
    }
}
