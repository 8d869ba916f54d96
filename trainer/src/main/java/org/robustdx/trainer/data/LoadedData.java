package org.robustdx.trainer.data;

import java.util.List;

/**
 * One or several data folders in memory.
 *
 * @param dataset the usable images
 * @param skipped skipped rows and images, with the reason
 */
public record LoadedData(Dataset dataset, List<BadItem> skipped) {
    public LoadedData {
        skipped = List.copyOf(skipped);
    }
}
