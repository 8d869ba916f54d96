package org.robustdx.trainer.attack;

import java.util.Locale;
import java.util.function.Function;

/** The attacks that there are. */
public enum Attacks {
    /** Projected gradient descent. */
    PGD(options -> new Pgd(options.steps(), options.restarts()));

    private final Function<Options, Attack> maker;

    Attacks(Function<Options, Attack> maker) {
        this.maker = maker;
    }

    /**
     * What a person may set of an attack; each attack takes what it has.
     *
     * @param steps gradient steps of one run
     * @param restarts runs from different random starts
     */
    public record Options(int steps, int restarts) {}

    /** Returns the name by which people choose this attack. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the attack with these options; throws {@link IllegalArgumentException} for one that it cannot take. */
    public Attack create(Options options) {
        return maker.apply(options);
    }

    @Override
    public String toString() {
        return id();
    }
}
