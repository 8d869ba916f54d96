package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.evaluate.AttackChoice;
import org.robustdx.trainer.evaluate.TransferSource;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.modelfile.JudgedModel;
import picocli.CommandLine.Option;

/** The option that names the models from which transfer attacks take their gradients. */
final class TransferSources {
    private static final Pattern NAMED = Pattern.compile("([a-z0-9][a-z0-9-]*)=(.+)");

    @Option(
            names = "--transfer-from",
            paramLabel = "[NAME=]FILE|DIR",
            description = "A model whose gradients a transfer attack uses in the target's place; may be repeated. The"
                    + " attack transfer:from=NAME uses those with this name only, transfer uses all.")
    private List<String> given = new ArrayList<>();

    boolean isEmpty() {
        return given.isEmpty();
    }

    /** Returns the files and folders, in the order of the command line. */
    List<Path> paths() {
        return given.stream().map(text -> Path.of(part(text, 2, text))).toList();
    }

    private List<String> names() {
        return given.stream().map(text -> part(text, 1, "")).toList();
    }

    private static String part(String text, int group, String withoutName) {
        Matcher named = NAMED.matcher(text);
        return named.matches() ? named.group(group) : withoutName;
    }

    /**
     * Checks that each transfer attack has a source.
     *
     * @throws IllegalArgumentException if one has none
     */
    void requireFor(List<AttackChoice> attacks) {
        for (AttackChoice choice : attacks) {
            if (choice.attack() == Attacks.TRANSFER && given.isEmpty()) {
                throw new IllegalArgumentException("attacks: transfer without a source (expected: --transfer-from)");
            }
            choice.from().filter(name -> !names().contains(name)).ifPresent(name -> {
                throw new IllegalArgumentException(
                        "attacks: " + choice.label() + " (expected: --transfer-from " + name + "=FILE)");
            });
        }
    }

    /**
     * Returns the sources with their names.
     *
     * @param open the models of {@link #paths}, in the same order
     * @throws UsageException if a source has another shape than the target
     */
    List<TransferSource> of(Models open, JudgedModel target) throws UsageException {
        for (JudgedModel source : open.all()) {
            requireSameShape(source.spec(), target.spec());
        }
        return IntStream.range(0, given.size())
                .mapToObj(i -> new TransferSource(names().get(i), open.all().get(i)))
                .toList();
    }

    private static void requireSameShape(Signature source, Signature target) throws UsageException {
        if (source.imageSize() != target.imageSize()
                || source.channels() != target.channels()
                || source.classes() != target.classes()) {
            throw new UsageException("transfer-from: a model of another input or number of classes (expected: "
                    + target.imageSize() + "x" + target.imageSize() + "x" + target.channels() + " and "
                    + target.classes() + ")");
        }
    }
}
