package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.attack.LinearClassifier;
import org.robustdx.trainer.attack.ThreatModel;

class AttackChoiceTest {
    @Test
    void namesWithTheirSettings() {
        List<AttackChoice> choices = AttackChoice.list("fgsm, pgd:steps=40:restarts=5,square:queries=10");

        assertThat(choices).extracting(AttackChoice::attack).containsExactly(Attacks.FGSM, Attacks.PGD, Attacks.SQUARE);
        assertThat(choices.get(1).create(List.of()).options()).contains("steps=40", "restarts=5");
        assertThat(choices.get(2).create(List.of()).options()).contains("queries=10");
    }

    @Test
    void aTransferAttackNamesItsSourceAndTheAttackOnIt() {
        AttackChoice choice = AttackChoice.of("transfer:attack=pgd:from=vgg-2:steps=3");

        assertThat(choice.options().sourceAttack()).isEqualTo(Attacks.PGD);
        assertThat(choice.create(List.of(new LinearClassifier(2, 4, 1))).options())
                .contains("attack=pgd", "steps=3");
        assertThat(choice.uses("vgg-2")).isTrue();
        assertThat(choice.uses("")).isFalse();
        assertThat(AttackChoice.of("transfer").uses("vgg-2")).isTrue();
        assertThat(AttackChoice.of("pgd").uses("vgg-2")).isFalse();
    }

    @Test
    void theDefaultIsAmongWhatCanBeChosen() {
        assertThat(AttackChoice.list(Settings.DEFAULT_ATTACKS))
                .extracting(choice -> choice.attack().threatModel())
                .contains(ThreatModel.WHITE_BOX, ThreatModel.BLACK_BOX, ThreatModel.ADAPTIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "pdg, attacks: pdg (expected: of",
        "pgd:step=3, attacks: pgd:step=3 (expected: NAME or NAME:SETTING=VALUE",
        "pgd:steps, attacks: pgd:steps (expected: NAME or NAME:SETTING=VALUE",
        "pgd:steps=x, attacks: pgd:steps=x (expected: a number after steps=)",
        "pgd:queries=3, queries: unknown to pgd",
        "pgd:steps=0, steps: 0",
        "pgd:from=vgg, 'attacks: pgd:from=vgg (expected: NAME or NAME:SETTING=VALUE'",
        "transfer:attack=transfer, attacks: attack=transfer (expected: an attack on",
        "transfer:attack=adaptive, attacks: attack=adaptive (expected: an attack on",
        "transfer:attack=pdg, pdg (expected: one of",
        "transfer:attack=fgsm:steps=3, steps: unknown to fgsm",
        "'', attacks:  (expected: of"
    })
    void whatCannotBeIsRefused(String text, String message) {
        assertThatThrownBy(() -> AttackChoice.list(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void oneTwiceIsRefused() {
        assertThatThrownBy(() -> AttackChoice.list("pgd,fgsm,pgd")).hasMessage("attacks: pgd twice (expected: once)");
    }
}
