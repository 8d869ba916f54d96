package org.robustdx.trainer.data;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.robustdx.trainer.common.Digest;

/** Computes the digest of a dataset. */
final class DatasetDigest {
    private DatasetDigest() {}

    /** Returns the digest that {@link Dataset#digest} defines. */
    static String of(Dataset dataset) {
        List<String> names = dataset.sites();
        if (names.size() <= 1) {
            return ofImages(dataset);
        }
        Digest digest = new Digest();
        names.forEach(name -> digest.add(name).add(ofImages(dataset.ofSite(name))));
        return digest.hex();
    }

    private static String ofImages(Dataset dataset) {
        Digest digest = new Digest().add(dataset.height() + "x" + dataset.width() + "x" + dataset.channels());
        int[] order = IntStream.range(0, dataset.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> dataset.id(i)))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i : order) {
            digest.add(dataset.id(i))
                    .add(dataset.classes().get(dataset.label(i)))
                    .add(dataset.image(i));
        }
        return digest.hex();
    }
}
