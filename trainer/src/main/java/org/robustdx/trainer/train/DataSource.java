package org.robustdx.trainer.train;

/**
 * The origin of a model's images, for its card.
 *
 * @param dataSet name of the data set
 * @param site hospital or collection
 * @param licence licence of the images
 */
public record DataSource(String dataSet, String site, String licence) {
    /** The value of a part that is not stated. */
    public static final String NOT_STATED = "not stated";

    /** Returns a source whose parts are not stated. */
    public static DataSource unknown() {
        return new DataSource(NOT_STATED, NOT_STATED, NOT_STATED);
    }

    /** Returns this source. Parts that it does not state come from {@code other}. */
    public DataSource orElse(DataSource other) {
        return new DataSource(
                dataSet.equals(NOT_STATED) ? other.dataSet : dataSet,
                site.equals(NOT_STATED) ? other.site : site,
                licence.equals(NOT_STATED) ? other.licence : licence);
    }
}
