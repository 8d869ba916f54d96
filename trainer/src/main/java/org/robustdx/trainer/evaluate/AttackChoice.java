package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.AttackOptions;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Setting;

/**
 * An attack with its settings, as written on the command line: {@code NAME} or {@code NAME:SETTING=VALUE:SETTING=VALUE}, such as {@code
 * square:queries=500}.
 *
 * @param label the text on the command line
 * @param attack the attack
 * @param options its settings
 */
public record AttackChoice(String label, Attacks attack, AttackOptions options) {

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
        for (String setting : Arrays.asList(parts).subList(1, parts.length)) {
            options = with(options, setting, text);
        }
        AttackChoice choice = new AttackChoice(text, attack, options);
        if (attack != Attacks.TRANSFER) {
            attack.create(options); // refuses what this attack does not have
        }
        return choice;
    }

    private static AttackOptions with(AttackOptions options, String text, String whole) {
        String[] pair = text.split("=", -1);
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
                + Arrays.stream(Setting.values()).map(Setting::id).collect(Collectors.joining(", ")) + ")");
    }

    /** Returns the attack. A transfer attack needs at least one model in {@code sources}. */
    Attack create(List<? extends Classifier> sources) {
        return attack == Attacks.TRANSFER
                ? attack.create(options.withSources(options.sourceAttack(), sources))
                : attack.create(options);
    }
}
