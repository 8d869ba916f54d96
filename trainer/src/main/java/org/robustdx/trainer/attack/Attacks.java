package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All attacks: name, properties, settings and factory. A new attack is registered here. */
public enum Attacks {
    /** Fast gradient sign method. */
    FGSM(AttackTraits.SINGLE_STEP, o -> new Fgsm(Fgsm.Variant.PLAIN, 1)),
    /** FGSM after a random step. */
    R_FGSM(AttackTraits.SINGLE_STEP, o -> new Fgsm(Fgsm.Variant.RANDOM_START, o.restarts()), Setting.RESTARTS),
    /** FGSM towards the least likely class. */
    FGSM_LL(AttackTraits.SINGLE_STEP, o -> new Fgsm(Fgsm.Variant.LEAST_LIKELY, 1)),
    /** Basic iterative method. */
    BIM(AttackTraits.ITERATIVE, Attacks::bim, Setting.STEPS, Setting.STEP_SIZE),
    /** Projected gradient descent. */
    PGD(AttackTraits.ITERATIVE, Attacks::pgd, Setting.STEPS, Setting.RESTARTS, Setting.STEP_SIZE),
    /** Momentum iterative FGSM. */
    MI_FGSM(
            AttackTraits.ITERATIVE,
            o -> new MiFgsm(o.steps(MiFgsm.STEPS), o.number(Setting.DECAY, MiFgsm.DECAY)),
            Setting.STEPS,
            Setting.DECAY),
    /** Auto-PGD on the cross-entropy. */
    APGD_CE(AttackTraits.ITERATIVE, o -> apgd(Apgd.Variant.CROSS_ENTROPY, o), Setting.STEPS, Setting.RESTARTS),
    /** Auto-PGD on the difference of logits ratio; with two classes, on the margin. */
    APGD_DLR(AttackTraits.LOGIT_RATIO, o -> apgd(Apgd.Variant.DLR, o), Setting.STEPS, Setting.RESTARTS),
    /** Auto-PGD towards each of the most likely wrong classes. */
    APGD_T(
            AttackTraits.LOGIT_RATIO,
            o -> apgd(Apgd.Variant.TARGETED, o),
            Setting.STEPS,
            Setting.RESTARTS,
            Setting.TARGETS),
    /** Carlini and Wagner's L2 attack. */
    CW_L2(
            AttackTraits.ITERATIVE,
            o -> new CarliniWagnerL2(
                    o.steps(CarliniWagnerL2.STEPS),
                    o.count(Setting.SEARCH_STEPS, CarliniWagnerL2.SEARCH_STEPS),
                    o.number(Setting.CONFIDENCE, 0.0),
                    o.number(Setting.RATE, CarliniWagnerL2.RATE)),
            Setting.STEPS,
            Setting.SEARCH_STEPS,
            Setting.CONFIDENCE,
            Setting.RATE),
    /** Carlini and Wagner's L-inf attack. */
    CW_LINF(
            AttackTraits.ITERATIVE,
            o -> new CarliniWagnerLinf(
                    o.steps(CarliniWagnerLinf.STEPS),
                    o.number(Setting.CONFIDENCE, 0.0),
                    o.number(Setting.RATE, CarliniWagnerLinf.RATE)),
            Setting.STEPS,
            Setting.CONFIDENCE,
            Setting.RATE),
    /** L-BFGS towards the most likely wrong class. */
    LBFGS(
            AttackTraits.ITERATIVE,
            o -> new Lbfgs(o.steps(Lbfgs.STEPS), o.count(Setting.SEARCH_STEPS, Lbfgs.SEARCH_STEPS)),
            Setting.STEPS,
            Setting.SEARCH_STEPS),
    /** DeepFool. */
    DEEPFOOL(
            AttackTraits.ITERATIVE,
            o -> new DeepFool(
                    o.steps(DeepFool.STEPS),
                    o.count(Setting.TARGETS, DeepFool.CANDIDATES),
                    o.number(Setting.OVERSHOOT, DeepFool.OVERSHOOT)),
            Setting.STEPS,
            Setting.TARGETS,
            Setting.OVERSHOOT),
    /** Fast adaptive boundary attack. */
    FAB(AttackTraits.ITERATIVE, o -> fab(Fab.Variant.UNTARGETED, o), Setting.STEPS, Setting.RESTARTS, Setting.TARGETS),
    /** Fast adaptive boundary attack on the border of each of the likeliest wrong classes. */
    FAB_T(AttackTraits.ITERATIVE, o -> fab(Fab.Variant.TARGETED, o), Setting.STEPS, Setting.RESTARTS, Setting.TARGETS),
    /** One perturbation for a whole batch. */
    UNIVERSAL(AttackTraits.ITERATIVE, Attacks::universal, Setting.STEPS, Setting.STEP_SIZE),
    /** Square: random search that uses only the scores. */
    SQUARE(
            AttackTraits.QUERIES,
            o -> new Square(
                    o.count(Setting.QUERIES, Square.QUERIES), o.restarts(), o.number(Setting.SHARE, Square.SHARE)),
            Setting.QUERIES,
            Setting.RESTARTS,
            Setting.SHARE),
    /** HopSkipJump: sees labels alone. */
    HOP_SKIP_JUMP(
            AttackTraits.QUERIES, o -> new HopSkipJump(o.count(Setting.QUERIES, HopSkipJump.QUERIES)), Setting.QUERIES),
    /** Boundary attack: sees labels alone. */
    BOUNDARY(AttackTraits.QUERIES, o -> new Boundary(o.count(Setting.QUERIES, Boundary.QUERIES)), Setting.QUERIES),
    /** Another attack, run on other models. */
    TRANSFER(AttackTraits.TRANSFERRED, Attacks::transfer, Setting.values()),
    /** Against the classifier and its detectors together. */
    ADAPTIVE(
            AttackTraits.ADAPTIVE,
            o -> new Adaptive(o.steps(Adaptive.STEPS), o.restarts(), o.number(Setting.CONFIDENCE, Adaptive.CONFIDENCE)),
            Setting.STEPS,
            Setting.RESTARTS,
            Setting.CONFIDENCE),
    /** AutoAttack or, for few classes, what comes closest. */
    STANDARD(
            AttackTraits.LOGIT_RATIO,
            o -> new Standard(
                    o.steps(Apgd.STEPS),
                    o.restarts(),
                    o.count(Setting.TARGETS, Apgd.TARGETS),
                    o.count(Setting.QUERIES, Square.QUERIES)),
            Setting.STEPS,
            Setting.RESTARTS,
            Setting.TARGETS,
            Setting.QUERIES);

    private final AttackTraits traits;
    private final Function<AttackOptions, Attack> maker;
    private final Set<Setting> settings;

    Attacks(AttackTraits traits, Function<AttackOptions, Attack> maker, Setting... settings) {
        this.traits = traits;
        this.maker = maker;
        this.settings = EnumSet.of(Setting.DRAWS, settings);
    }

    /** Returns the name on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the attack with this name, ignoring case.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public static Attacks of(String id) {
        String wanted = id.toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(values())
                .filter(attack -> attack.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " (expected: one of "
                        + Arrays.stream(values()).map(Attacks::id).collect(Collectors.joining(", ")) + ")"));
    }

    /** Returns the properties on which evaluations base their conclusions. */
    public AttackTraits traits() {
        return traits;
    }

    /** Returns what the attacker knows of the model. */
    public ThreatModel threatModel() {
        return traits.threatModel();
    }

    /** Returns the settings of this attack. */
    public Set<Setting> settings() {
        return Collections.unmodifiableSet(settings);
    }

    /**
     * Creates the attack with these options.
     *
     * @throws IllegalArgumentException if the attack does not have an option, or a value is out of range
     */
    public Attack create(AttackOptions options) {
        for (Setting setting : options.settings().keySet()) {
            if (!settings.contains(setting)) {
                throw new IllegalArgumentException(setting.id() + ": unknown to " + id() + " (expected: one of "
                        + settings.stream().map(Setting::id).collect(Collectors.joining(", ")) + ")");
            }
        }
        if (this != TRANSFER && !options.sources().isEmpty()) {
            throw new IllegalArgumentException("source: unknown to " + id() + " (expected: with attack transfer only)");
        }
        Attack attack = maker.apply(options);
        int draws = options.count(Setting.DRAWS, 1);
        return draws == 1 ? attack : new ExpectationOverTransformation(attack, draws);
    }

    @Override
    public String toString() {
        return id();
    }

    private static Attack bim(AttackOptions o) {
        Bim bim = new Bim(o.steps(Bim.STEPS));
        return new Bim(bim.steps(), o.number(Setting.STEP_SIZE, bim.stepSize()));
    }

    private static Attack pgd(AttackOptions o) {
        Pgd pgd = new Pgd(o.steps(Pgd.STEPS), o.restarts());
        return new Pgd(pgd.steps(), pgd.restarts(), o.number(Setting.STEP_SIZE, pgd.stepSize()));
    }

    private static Attack apgd(Apgd.Variant variant, AttackOptions o) {
        return new Apgd(variant, o.steps(Apgd.STEPS), o.restarts(), o.count(Setting.TARGETS, Apgd.TARGETS));
    }

    private static Attack fab(Fab.Variant variant, AttackOptions o) {
        return new Fab(variant, o.steps(Fab.STEPS), o.restarts(), o.count(Setting.TARGETS, Fab.TARGETS));
    }

    private static Attack universal(AttackOptions o) {
        Universal universal = new Universal(o.steps(Universal.STEPS));
        return new Universal(universal.steps(), o.number(Setting.STEP_SIZE, universal.stepSize()));
    }

    private static Attack transfer(AttackOptions o) {
        if (o.sourceAttack() == TRANSFER) {
            throw new IllegalArgumentException("source-attack: transfer (expected: any other attack)");
        }
        AttackOptions onSources = new AttackOptions(o.settings(), o.sourceAttack(), List.of());
        return new Transfer(o.sourceAttack().create(onSources), o.sources());
    }
}
