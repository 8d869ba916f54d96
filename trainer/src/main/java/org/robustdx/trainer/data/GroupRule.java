package org.robustdx.trainer.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says which patient or lesion an image comes from. */
@FunctionalInterface
public interface GroupRule {
    /** Returns the group of the image {@code id}, whose file is called {@code fileName}. */
    String groupOf(String id, String fileName);

    /**
     * Returns the rule that knows the file names of the paediatric chest X-ray set (Kermany et al., 2018) and takes every
     * other image for a group of its own.
     *
     * <p>{@code personNNN_*} is child NNN, with bacteria or virus; {@code IM-NNNN-*} and {@code NORMAL2-IM-NNNN-*} are child
     * NNNN. Whether the second series numbers other children than the first is not documented. They are taken for one child:
     * if that is wrong, two children share a split, which costs nothing; kept apart and wrong, one child would be trained and
     * tested on, which flatters every number.
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
