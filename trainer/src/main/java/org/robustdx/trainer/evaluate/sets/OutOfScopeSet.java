package org.robustdx.trainer.evaluate.sets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.data.Dataset;

/**
 * Images that are out of a model's scope. Their labels mean nothing.
 *
 * @param name of the set, for reports
 * @param description what the images show
 * @param origin where they come from
 * @param base the images before the change
 * @param change what makes each of them an image of the set
 * @param refused how many files of a folder the decoders refused; these never reach a model
 */
public record OutOfScopeSet(
        String name, String description, Origin origin, Dataset base, UnaryOperator<Raster> change, int refused) {
    /** Where the images of a set come from. */
    public enum Origin {
        /** In-scope images, changed by code. */
        CHANGED,
        /** Drawn by code. */
        DRAWN,
        /** Files of a folder. */
        FOLDER;

        /** Returns the name in reports. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The most in-scope images that are changed for one set. */
    public static final int MOST_CHANGED = 1000;

    /**
     * Returns the sets that code makes.
     *
     * @param inScope images of the model's kind
     * @param upright whether the model's images have a defined upright position; otherwise turned images are in scope and no set
     * @param seed of drawn images, and of the choice among in-scope images if there are more than {@link #MOST_CHANGED}
     */
    public static List<OutOfScopeSet> generated(Dataset inScope, boolean upright, long seed) {
        Dataset chosen = inScope.sample(MOST_CHANGED, seed);
        List<OutOfScopeSet> sets = new ArrayList<>();
        for (ScopeChange change : ScopeChange.values()) {
            if (upright || !change.turns()) {
                sets.add(new OutOfScopeSet(
                        change.toString(), change.description(), Origin.CHANGED, chosen, change::apply, 0));
            }
        }
        for (DrawnSet drawn : DrawnSet.values()) {
            if (drawn.exists(inScope.channels())) {
                Dataset images = drawn.images(inScope.height(), inScope.channels(), seed);
                sets.add(new OutOfScopeSet(
                        drawn.toString(), drawn.description(), Origin.DRAWN, images, UnaryOperator.identity(), 0));
            }
        }
        return sets;
    }

    /** Returns the names of all sets that code may make. */
    public static List<String> generatedNames() {
        List<String> names = new ArrayList<>();
        Arrays.stream(ScopeChange.values()).map(ScopeChange::toString).forEach(names::add);
        Arrays.stream(DrawnSet.values()).map(DrawnSet::toString).forEach(names::add);
        return names;
    }

    /** Returns a set of files of a folder, as they are. */
    public static OutOfScopeSet ofFolder(String name, Dataset images, int refused) {
        return new OutOfScopeSet(name, "files of a folder", Origin.FOLDER, images, UnaryOperator.identity(), refused);
    }

    /** Returns how many images the set has. */
    public int size() {
        return base.size();
    }

    /** Returns image {@code i} of the set. */
    public Raster raster(int i) {
        return change.apply(base.raster(i));
    }
}
