package org.robustdx.trainer.data;

import java.util.List;

/**
 * A data folder in memory.
 *
 * @param dataset its usable images
 * @param skipped rows and images left out, with the reason
 * @param layout the layout it was read by
 */
public record LoadedData(Dataset dataset, List<BadItem> skipped, DataLayout layout) {
    public LoadedData {
        skipped = List.copyOf(skipped);
    }
}
