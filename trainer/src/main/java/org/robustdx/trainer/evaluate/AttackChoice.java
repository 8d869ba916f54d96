package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.AttackOptions;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Setting;

/**
 * An attack with its settings, as written on the command line: {@code NAME} or {@code NAME:SETTING=VALUE:SETTING=VALUE}, such as {@code
 * square:queries=500}. A transfer attack may also name the attack on its sources and the source: {@code transfer:attack=pgd:from=vgg}.
 *
 * @param label the text on the command line
 * @param attack the attack
 * @param options its settings
 * @param from name of the source of a transfer attack; empty for all sources
 */
public record AttackChoice(String label, Attacks attack, AttackOptions options, Optional<String> from) {
    private static final String FROM = "from";
    private static final String ATTACK = "attack";

    /**
     * Returns the choices in a comma-separated list.
     *
     * @throws IllegalArgumentException if an attack is unknown or listed twice, or a setting is invalid
     */
    public static List<AttackChoice> list(String text) {
        List<AttackChoice> choices = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            AttackChoice choice = of(part.strip());
            if (choices.stream().anyMatch(other -> other.label.equals(choice.label))) {
                throw new IllegalArgumentException("attacks: " + choice.label + " twice (expected: once)");
            }
            choices.add(choice);
        }
        return choices;
    }

    /**
     * Returns one choice.
     *
     * @throws IllegalArgumentException if the attack is unknown or a setting is invalid
     */
    public static AttackChoice of(String text) {
        String[] parts = text.split(":", -1);
        Attacks attack = Arrays.stream(Attacks.values())
                .filter(known -> known.id().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("attacks: " + parts[0] + " (expected: of "
                        + Arrays.stream(Attacks.values()).map(Attacks::id).collect(Collectors.joining(", ")) + ")"));
        AttackOptions options = AttackOptions.ofDefaults();
        Optional<String> from = Optional.empty();
        for (String setting : Arrays.asList(parts).subList(1, parts.length)) {
            String[] pair = setting.split("=", -1);
            boolean transfers = attack == Attacks.TRANSFER && pair.length == 2;
            if (transfers && pair[0].equals(FROM)) {
                from = Optional.of(pair[1]);
            } else if (transfers && pair[0].equals(ATTACK)) {
                options = options.withSources(sourceAttack(pair[1]), List.of());
            } else {
                options = with(options, pair, text);
            }
        }
        // Refuses what the attack does not have. A transfer attack has the settings of the attack on its sources.
        if (attack == Attacks.TRANSFER) {
            options.sourceAttack().create(options);
        } else {
            attack.create(options);
        }
        return new AttackChoice(text, attack, options, from);
    }

    private static Attacks sourceAttack(String name) {
        Attacks attack = Attacks.of(name);
        if (attack == Attacks.TRANSFER || attack == Attacks.ADAPTIVE) {
            throw new IllegalArgumentException(
                    "attacks: attack=" + name + " (expected: an attack on the gradients or answers of the sources)");
        }
        return attack;
    }

    private static AttackOptions with(AttackOptions options, String[] pair, String whole) {
        for (Setting setting : Setting.values()) {
            if (pair.length == 2 && setting.id().equals(pair[0])) {
                try {
                    return options.with(setting, Double.parseDouble(pair[1]));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(
                            "attacks: " + whole + " (expected: a number after " + pair[0] + "=)");
                }
            }
        }
        throw new IllegalArgumentException("attacks: " + whole + " (expected: NAME or NAME:SETTING=VALUE, settings: "
                + Arrays.stream(Setting.values()).map(Setting::id).collect(Collectors.joining(", "))
                + "; for transfer also " + ATTACK + " and " + FROM + ")");
    }

    /** Returns whether the attack takes gradients from a source of this name. */
    boolean uses(String source) {
        return attack == Attacks.TRANSFER && from.map(source::equals).orElse(true);
    }

    /** Returns the attack. A transfer attack needs at least one model in {@code sources}. */
    Attack create(List<? extends Classifier> sources) {
        return attack == Attacks.TRANSFER
                ? attack.create(options.withSources(options.sourceAttack(), sources))
                : attack.create(options);
    }
}
