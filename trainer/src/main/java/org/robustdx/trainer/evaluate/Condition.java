package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;

/**
 * What is done to images before the model classifies them.
 *
 * @param kind of change
 * @param name such as {@code pgd}, {@code pgd:steps=5} or {@code gaussian 0.1}
 * @param options of the change as {@code name=value}
 * @param attack the attack as it was chosen; empty without an attacker
 * @param epsilon of attacks, in L-inf, in units of 1/255; otherwise 0
 */
public record Condition(Kind kind, String name, List<String> options, Optional<AttackChoice> attack, double epsilon) {
    /** Kinds of change. */
    public enum Kind {
        /** None. */
        CLEAN,
        /** Noise of a fixed strength. */
        NOISE,
        /** What another scanner, camera or file format might do. */
        SHIFT,
        /** An adversarial change. */
        ATTACK,
        /** An attack that is there to check the others. */
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

    /** Returns what the attacker knows, {@link ThreatModel#NONE} without an attacker. */
    public ThreatModel threatModel() {
        return attack.map(choice -> choice.attack().threatModel()).orElse(ThreatModel.NONE);
    }

    /** Returns a name for files, unlike that of any other condition of a run. */
    public String id() {
        String text = kind + "-" + name + (epsilon > 0 ? "-eps" + Bounds.show(epsilon) : "");
        return text.replaceAll("[^A-Za-z0-9.=-]+", "_");
    }
}
