package org.robustdx.trainer.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines the patient or lesion that an image comes from. */
@FunctionalInterface
public interface GroupRule {
    /** Returns the group of the image {@code id}, whose file is called {@code fileName}. */
    String groupOf(String id, String fileName);

    /**
     * Returns the rule for the file names of the paediatric chest X-ray set (Kermany et al., 2018). Every other image is its own group.
     *
     * <p>{@code personNNN_*} is child NNN, with bacteria or virus; {@code IM-NNNN-*} and {@code NORMAL2-IM-NNNN-*} are child NNNN. The authors do not
     * document whether the second of these series numbers the same children as the first. The rule assumes that it does. If this is wrong, two
     * children share a split, which is harmless. The opposite error would put one child into the training and the test split, and all results would
     * be too good.
     */
    static GroupRule byFileName() {
        return ChestNames::groupOf;
    }

    /** The naming schemes of the paediatric chest X-ray set. */
    final class ChestNames {
        private static final Pattern PERSON = Pattern.compile("person(\\d+)_.*");
        private static final Pattern NORMAL = Pattern.compile("(?:NORMAL2-)?IM-(\\d+)-.*");

        private ChestNames() {}

        static String groupOf(String id, String fileName) {
            Matcher person = PERSON.matcher(fileName);
            if (person.matches()) {
                return "person" + person.group(1);
            }
            Matcher normal = NORMAL.matcher(fileName);
            return normal.matches() ? "IM-" + normal.group(1) : id;
        }
    }
}
