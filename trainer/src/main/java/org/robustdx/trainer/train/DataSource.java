package org.robustdx.trainer.train;

/**
 * Where the images of a model come from, for its card.
 *
 * @param dataSet name of the data set
 * @param site hospital or collection
 * @param licence under which the images may be used
 */
public record DataSource(String dataSet, String site, String licence) {
    /** Stands for what nobody stated. */
    public static final String NOT_STATED = "not stated";

    /** Returns a source of which nothing is stated. */
    public static DataSource unknown() {
        return new DataSource(NOT_STATED, NOT_STATED, NOT_STATED);
    }

    /** Returns this source, with what it does not state taken from another. */
    public DataSource orElse(DataSource other) {
        return new DataSource(
                dataSet.equals(NOT_STATED) ? other.dataSet : dataSet,
                site.equals(NOT_STATED) ? other.site : site,
                licence.equals(NOT_STATED) ? other.licence : licence);
    }
}
