package org.robustdx.trainer.train;

import java.util.List;

/**
 * The data and the classes of a training run.
 *
 * @param task {@code chest-xray}, {@code skin} or {@code phantom}
 * @param classes names, in the order of the logits
 * @param dataDigest sha256 over all images and labels, in hexadecimal
 * @param splitSeed seed of the split
 * @param fit how images were fitted: {@code crop} or {@code pad}
 */
public record Provenance(String task, List<String> classes, String dataDigest, long splitSeed, String fit) {}
