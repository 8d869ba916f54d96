package org.robustdx.trainer.data;

import java.util.List;

/**
 * One or several data folders in memory.
 *
 * @param dataset the usable images
 * @param skipped rows and images left out, with the reason
 */
public record LoadedData(Dataset dataset, List<BadItem> skipped) {
    public LoadedData {
        skipped = List.copyOf(skipped);
    }
}
