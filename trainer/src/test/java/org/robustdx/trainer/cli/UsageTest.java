package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of a person at the command line, before any training. */
class UsageTest {
    @TempDir
    Path dir = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "train ",
                "adopt ",
                "evaluate ",
                "verify ",
                "scope ",
                "calibrate ",
                "attack ",
                "phantoms ",
                "bench train ",
                "bench gradient "
            })
    void helpIsNoError(String command) {
        Cli cli = Cli.run((Object[]) (command + "--help").split(" ", -1));

        assertThat(cli.exit()).isZero();
        assertThat(cli.out()).contains("Usage: ");
        assertThat(cli.out().startsWith("Example: ./robustdx ")).isEqualTo(!command.isEmpty());
        assertThat(cli.out()).doesNotContain("(default ");
        assertThat(cli.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                              | Missing required subcommand",
                "tarin                                           | 'tarin'",
                "train                                           | --task",
                "train --task phantom                            | --out",
                "train --task phantom --out O --colour blue      | --colour",
                "train --task Skin --out O                       | task: Skin (expected: one of chest-xray, skin,"
                        + " phantom)",
                "train --task skin --out O                       | --data",
                "train --task phantom --out O --epochs many      | 'many' is not an int",
                "train --task phantom --out O --epochs 0         | epochs: 0 (expected: 1 <= epochs <= 10000)",
                "train --task phantom --out O --width 3          | width: 3 (expected: 4 <= width <= 512)",
                "train --task phantom --out O --image-size 33    | image-size: 33 (expected: a multiple of 32",
                "train --task phantom --out O --copies 17        | copies: 17 (expected: 0 <= copies <= 16)",
                "train --task phantom --out O --noise-strength 2 | noise-strength: 2 (expected: 0 < noise-strength <="
                        + " 1)",
                "train --task phantom --out O --learning-rate x  | --learning-rate",
                "train --task phantom --out O --learning-rate NaN | learning-rate: NaN (expected",
                "train --task phantom --out O --vary zoom=0.1     | vary: zoom (expected: one of rotation, scale",
                "train --task phantom --out O --vary stretch=2    | stretch: 2.0 (expected: 0 <= stretch <= 1.0)",
                "train --task phantom --out O --vary stretch=much | --vary",
                "train --task phantom --out O --method magic     | --method",
                "train --task phantom --out O --backbone alex   | backbone: alex (expected: one of resnet,"
                        + " resnet-bottleneck,",
                "train --task phantom --out O --from F --width 8 | width: given (expected: not with --from; the file"
                        + " decides it)",
                "train --task phantom --out O --from F --backbone resnet18 | F: no such file",
                "train --task phantom --out O --noise pink       | --noise",
                "train --task phantom --out O --fit squeeze      | --fit",
                "train --task phantom --out O --phantoms 99      | phantoms: 99 (expected: 100 <= phantoms <= 1000000)",
                "train --task phantom --out O --false-alarm-rate 0 | false-alarm-rate: 0 (expected: 0 <"
                        + " false-alarm-rate < 1)",
                "train --task phantom --out O --false-alarm-rate 1 | false-alarm-rate: 1 (expected: 0 <"
                        + " false-alarm-rate < 1)",
                "train --task phantom --out O --false-alarm-rate NaN | false-alarm-rate: NaN (expected",
                "train --task phantom --out O --false-alarm-rate x | --false-alarm-rate",
                "train --task phantom --out O --false-alarm-rate 0.05 --phantoms 100 --image-size 32 |"
                        + " false-alarm-rate: 0.05 (expected: >= ",
                "train --task phantom --out O --attack-images -1 | attack-images: -1 (expected: >= 0)",
                "train --task phantom --out O --batch-size 101 --phantoms 100 --image-size 32 | batch-size: 101"
                        + " (expected: <= ",
                "train --task phantom --out O --json no/such/folder.json | json: no/such/folder.json (expected: a file"
                        + " in a folder",
                "train --task phantom --out O --data a=x --data A=y | data: A=y (expected: each site once)",
                "train --task phantom --out O --data x --data b=y | data: x (expected: NAME=DIR, as there are several"
                        + " sites)",
                "train --task phantom --out O --data ../=x --data a!=y | data: ../=x (expected: NAME=DIR",
                "train --task phantom --out O --map-class a=b    | map-class: {a=b} (expected: --data with it)",
                "evaluate --model M                              | --report",
                "evaluate --model M --report R --attacks pdg     | attacks: pdg (expected: of fgsm, ",
                "evaluate --model M --report R --attacks pgd:steps=x | attacks: pgd:steps=x (expected: a number after"
                        + " steps=)",
                "evaluate --model M --report R --attacks transfer | attacks: transfer without a source (expected:"
                        + " --transfer-from)",
                "evaluate --model M --report R --attacks transfer:from=vgg --transfer-from x=F | attacks:"
                        + " transfer:from=vgg (expected: --transfer-from vgg=FILE)",
                "evaluate --model M --report R --epsilons 4,300  | epsilons: 300 (expected: 0 < epsilon <= 255)",
                "evaluate --model M --report R --epsilons x      | 'x' is not a double",
                "evaluate --model M --report R --images 0        | images: 0 (expected: >= 1)",
                "evaluate --model M --report R --phantoms 0      | phantoms: 0 (expected: 1 <= phantoms <= 1000000)",
                "evaluate --model M --report R --split train     | --split",
                "evaluate --model M --report R --by patient_id   | by: patient_id (expected: an attribute that does"
                        + " not identify patients)",
                "evaluate --model M --report R --by sex,sex      | by: sex,sex (expected: each attribute once)",
                "evaluate --model M --report R --out-of-scope noise=x | out-of-scope: noise (expected: another name"
                        + " than those of the",
                "evaluate --model M --report R --out-of-scope ..=x | out-of-scope: .. (expected: a name of 1 to 40"
                        + " letters",
                "evaluate --model M --report R --out-of-scope ct=x --no-scope | out-of-scope: ct (expected: none with"
                        + " --no-scope)",
                "evaluate --model M --report R --json no/such/folder.json | json: no/such/folder.json (expected: a"
                        + " file in a folder",
                "verify                                          | --model",
                "verify --model M --images 0                     | images: 0 (expected: >= 1)",
                "verify --model M                                | no such model",
                "adopt --task skin --data D --out O              | --classifier",
                "adopt --classifier F --task x --data D --out O  | task: x (expected: one of chest-xray, skin,"
                        + " phantom)",
                "adopt --classifier F --task skin --out O --range 1 | range: [1.0] (expected: two numbers with a comma"
                        + " between",
                "adopt --classifier F --task skin --out O --range 1,0 | range: 1.0,0.0 (expected: two numbers, the"
                        + " first one",
                "adopt --classifier F --task skin --out O --mean 1,2 | mean: [1.0, 2.0] (expected: one number, or one"
                        + " for each",
                "adopt --classifier F --task skin --out O --std 0 | std: [0.0, 0.0, 0.0] (expected: numbers above 0)",
                "adopt --classifier F --task skin --out O --fit squeeze | --fit",
                "adopt --classifier F --task skin --out O        | F: no such file",
                "adopt --classifier F --task skin --out O --epochs 3 | Unknown option: '--epochs' (expected: an option"
                        + " of adopt, or --harden and an option of train)",
                "bench gradient                                  | --model",
                "bench gradient --model F                        | F: no such file",
                "bench gradient --model F --batch 0              | batch: 0 (expected: 1 <= batch <= 4096)",
                "scope --model M                                 | --out",
                "scope --model M --out O --scope-rate 0          | scope-rate: 0 (expected: 0 < scope-rate < 1)",
                "scope --model M --out O --robust-sets 256       | robust-sets: 256 (expected: 0 <= robust-sets <="
                        + " 255)",
                "scope --model M --out O --attack-images -1      | attack-images: -1 (expected: >= 0)",
                "train --task phantom --out O --robust-sets -1   | robust-sets: -1 (expected: 0 <= robust-sets <= 255)",
                "train --task phantom --out O --balance-sites    | balance-sites: 0 sites (expected: --data NAME=DIR"
                        + " for each of several)",
                "scope --model M --out O --phantoms 0            | phantoms: 0 (expected: 1 <= phantoms <= 1000000)",
                "calibrate --model M --data D                    | --out",
                "calibrate --model M --out O                     | --data",
                "calibrate --model M --data D --repeat 3         | repeat: 3 (expected: --fit-images too)",
                "calibrate --model M --data D --repeat 0 --fit-images 9 | repeat: 0 (expected: 1 <= repeat <= 1000)",
                "calibrate --model M --data D --repeat 3 --out O --fit-images 9 | repeat: 3 (expected: no --out, since"
                        + " it only reports)",
                "calibrate --model M --data D --out O --fit-images 0 | fit-images: 0 (expected: >= 1)",
                "calibrate --model M --data D --out .            | out: . (expected: a file)",
                "calibrate --model M --data D --out O            | M: no such model (expected: an ONNX file",
                "calibrate --model pom.xml --data D --out O      | pom.xml",
                "attack --model M                                | --out",
                "attack --model M --out O                        | no such model",
                "attack --model M --out O --attack magic         | magic (expected: one of fgsm, r-fgsm, fgsm-ll, bim,"
                        + " pgd, mi-fgsm, apgd-ce,",
                "attack --model M --out O --epsilon 0            | epsilon: 0 (expected: 0 < epsilon <= 255)",
                "attack --model M --out O --epsilon 300          | epsilon: 300 (expected: 0 < epsilon <= 255)",
                "attack --model M --out O --epsilon NaN          | epsilon: NaN (expected: 0 < epsilon <= 255)",
                "attack --model M --out O --steps 0              | steps: 0 (expected: 1 <= steps <= 10000)",
                "attack --model M --out O --steps many          | 'many' is not an int",
                "attack --model M --out O --norm l1              | --norm",
                "attack --model M --out O --norm l2 --epsilon 0  | epsilon: 0 (expected: 0 < epsilon <= 1000)",
                "attack --model M --out O --attack fgsm --steps 9 | steps: unknown to fgsm (expected: one of draws)",
                "attack --model M --out O --attack mi-fgsm --decay -1 | decay: -1 (expected: 0 <= decay <= 10)",
                "attack --model M --out O --attack square --queries 0 | queries: 0 (expected: 1 <= queries <= 100000)",
                "attack --model M --out O --attack cw-l2 --confidence NaN | confidence: NaN (expected: 0 <= confidence"
                        + " <= 1000)",
                "attack --model M --out O --draws 0              | draws: 0 (expected: 1 <= draws <= 1000)",
                "attack --model M --out O --attack transfer      | source: none (expected: at least 1 model",
                "attack --model M --out O --attack transfer --source-attack transfer | source-attack: transfer"
                        + " (expected: any other",
                "attack --model M --out O --attack transfer --source M | no such model",
                "attack --model M --out O --restarts 0           | restarts: 0 (expected: 1 <= restarts <= 100)",
                "attack --model M --out O --images 0             | images: 0 (expected: >= 1)",
                "attack --model M --out O --seed one             | 'one' is not a long",
                "bench                                           | Missing required subcommand",
                "bench train --case magic                        | --case",
                "bench train --batch 0                           | batch: 0 (expected: 1 <= batch <= 4096)",
                "bench train --blocks 0                          | blocks: 0 (expected: 1 <= blocks <= 1000)",
                "bench train --width 2                           | width: 2 (expected: 4 <= width <= 512)",
                "bench train --operations -1                     | operations: -1 (expected: >= 0)",
                "bench train --case clean --vs-pytorch           | vs-pytorch: compares the reference and the noise"
                        + " step",
                "phantoms                                        | --out",
                "phantoms --out O --count 0                      | count: 0 (expected: 1 <= count <= 1000000)",
                "phantoms --out O --image-size 15                | size: 15 (expected: 16 <= size <= 4096)",
            })
    void shouldRefuseInOneLine(String commandLine, String message) {
        String[] words = commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].equals("O") || words[i].equals("M")
                    ? dir.resolve(words[i]).toString()
                    : words[i];
        }

        Cli.run((Object[]) words).assertRefused(message);
    }

    @Test
    void shouldSayThatDataIsNotThereOrEmpty() throws IOException {
        Path empty = Files.createDirectory(dir.resolve("empty"));
        Path file = Files.writeString(dir.resolve("file"), "text");

        skin(dir.resolve("none")).assertRefused(dir.resolve("none").toString());
        skin(empty).assertRefused(empty.toString());
        skin(file).assertRefused(file.toString());
    }

    @Test
    void shouldSayThatThereIsOnlyOneClassOrTooLittle() {
        assertThat(Cli.run("phantoms", "--out", dir.resolve("p"), "--count", 9, "--image-size", 32)
                        .exit())
                .isZero();
        skin(dir.resolve("p")).assertRefused(" leave none for a part of the split");
        delete(dir.resolve("p"), "benign");
        delete(dir.resolve("p"), "atypical");
        skin(dir.resolve("p")).assertRefused("class");
    }

    private static void delete(Path data, String name) {
        try (var files = Files.list(data.resolve(name))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(data.resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void shouldSayWhichSiteHasOtherClassesOrCannotBeRead() throws IOException {
        for (String site : new String[] {"p", "q"}) {
            Path data = dir.resolve(site);
            assertThat(Cli.run(
                                    "phantoms",
                                    "--out",
                                    data,
                                    "--count",
                                    60,
                                    "--image-size",
                                    32,
                                    "--seed",
                                    site.codePointAt(0))
                            .exit())
                    .isZero();
        }
        Files.move(dir.resolve("q/benign"), dir.resolve("q/harmless"));

        sites().assertRefused(
                        "data: site here has the classes atypical, malignant, harmless (expected: atypical, benign,"
                                + " malignant, as site elsewhere; --map-class FROM=TO renames a class)");
        sites("--map-class", "harmles=Benin").assertRefused("map-class: harmles (expected: a class of the images: ");
        Files.copy(dir.resolve("p/benign/phantom-000000.png"), dir.resolve("q/harmless/copy.png"));
        sites("--map-class", "harmless=benign")
                .assertRefused("here/harmless/copy.png: the same image as elsewhere/benign/phantom-000000.png");
        Files.writeString(dir.resolve("q/harmless/broken.png"), "no image");
        sites().assertRefused("site here: harmless/broken.png");
    }

    private Cli sites(Object... options) {
        Object[] arguments = {
            "train",
            "--task",
            "skin",
            "--data",
            "here=" + dir.resolve("q"),
            "--data",
            "elsewhere=" + dir.resolve("p"),
            "--out",
            dir.resolve("out"),
            "--image-size",
            32,
            "--batch-size",
            2
        };
        return Cli.run(
                java.util.stream.Stream.concat(java.util.Arrays.stream(arguments), java.util.Arrays.stream(options))
                        .toArray());
    }

    @Test
    void shouldNameAnImageThatCannotBeRead() throws IOException {
        assertThat(Cli.run("phantoms", "--out", dir.resolve("p"), "--count", 60, "--image-size", 32)
                        .exit())
                .isZero();
        Files.writeString(dir.resolve("p/benign/broken.png"), "no image");

        skin(dir.resolve("p")).assertRefused("broken.png");
    }

    @Test
    void shouldSayThatNothingCanBeWrittenThere() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "text");

        Cli.run("train", "--task", "phantom", "--out", file)
                .assertRefused(file + ": is there already, and is no folder");
        Cli.run("train", "--task", "phantom", "--out", file.resolve("below")).assertRefused(file.toString());
        Cli.run("phantoms", "--out", file.resolve("below")).assertRefused(file.toString());
    }

    @Test
    void shouldSayThatThereIsNothingToResume() {
        Path out = dir.resolve("out");

        Cli.run("train", "--task", "phantom", "--out", out, "--resume")
                .assertRefused(out.resolve("checkpoint.zip") + ": no such checkpoint");
    }

    @Test
    void shouldLeaveACheckpointThatIsThereAlone() throws IOException {
        Path checkpoint = Files.writeString(dir.resolve("checkpoint.zip"), "precious");

        Cli.run("train", "--task", "phantom", "--out", dir).assertRefused("holds a checkpoint already");
        Cli.run("train", "--task", "phantom", "--out", dir, "--resume").assertRefused("not a checkpoint");
        Cli.run("verify", "--model", dir).assertRefused("no such model");
        Cli.run("attack", "--model", dir, "--out", dir.resolve("o")).assertRefused("no such model");
        assertThat(Files.readString(checkpoint)).isEqualTo("precious");
    }

    private Cli skin(Path data) {
        return Cli.run("train", "--task", "skin", "--data", data, "--out", dir.resolve("out"), "--batch-size", 2);
    }
}
