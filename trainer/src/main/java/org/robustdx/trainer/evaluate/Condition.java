package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;

/**
 * A change of images before the model classifies them.
 *
 * @param kind of change
 * @param name such as {@code pgd}, {@code pgd:steps=5} or {@code gaussian 0.1}
 * @param options of the change as {@code name=value}
 * @param attack the attack with its settings; empty without an attacker
 * @param epsilon L-inf bound of an attack in units of 1/255; otherwise 0
 */
public record Condition(Kind kind, String name, List<String> options, Optional<AttackChoice> attack, double epsilon) {
    /** Kinds of change. */
    public enum Kind {
        /** No change. */
        CLEAN,
        /** Noise of a fixed strength. */
        NOISE,
        /** A change that another scanner, camera or file format might cause. */
        SHIFT,
        /** An adversarial change. */
        ATTACK,
        /** An attack that checks whether the results of the other attacks are reliable. */
        CHECK,
        /** Images that are out of the model's scope. */
        OUT_OF_SCOPE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Condition {
        options = List.copyOf(options);
    }

    /** Returns a condition without an attacker. */
    static Condition of(Kind kind, String name, String... options) {
        return new Condition(kind, name, List.of(options), Optional.empty(), 0);
    }

    /** Returns the condition of an attack, {@link Kind#ATTACK} or {@link Kind#CHECK}. */
    static Condition of(Kind kind, AttackChoice attack, List<String> options, double epsilon) {
        return new Condition(kind, attack.label(), options, Optional.of(attack), epsilon);
    }

    /** Returns the threat model; {@link ThreatModel#NONE} without an attacker. */
    public ThreatModel threatModel() {
        return attack.map(choice -> choice.attack().threatModel()).orElse(ThreatModel.NONE);
    }

    /** Returns a name for files, unique among the conditions of a run. */
    public String id() {
        String text = kind + "-" + name + (epsilon > 0 ? "-eps" + Bounds.show(epsilon) : "");
        return text.replaceAll("[^A-Za-z0-9.=-]+", "_");
    }
}
