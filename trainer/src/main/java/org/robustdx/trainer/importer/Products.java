package org.robustdx.trainer.importer;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Products of matrices. */
final class Products {
    private Products() {}

    static List<Tensor> gemm(Call call) throws ImportException {
        Tensor a = call.plain(0);
        if (a.rank() != 2) {
            throw call.failure("a factor of " + a.rank() + " dimensions (expected: 2)");
        }
        double alpha = call.attributes().real("alpha", 1);
        double beta = call.attributes().real("beta", 1);
        boolean turned = call.attributes().number("transB", 0) != 0;
        SDVariable left =
                call.attributes().number("transA", 0) != 0 ? call.sd().permute(a.variable(), 1, 0) : a.variable();
        SDVariable right;
        if (call.constantOrNull(1) != null) {
            right = call.weight(1, ".matrix" + (turned ? ".turned" : "") + (alpha == 1 ? "" : "." + alpha), file -> {
                INDArray matrix = turned ? file.permute(1, 0) : file;
                return alpha == 1 ? matrix : matrix.mul(alpha);
            });
        } else {
            SDVariable b = call.plain(1).variable();
            right = turned ? call.sd().permute(b, 1, 0) : b;
            right = alpha == 1 ? right : right.mul(alpha);
        }
        SDVariable product = left.mmul(right);
        if (call.given(2) && beta != 0) {
            INDArray c = call.constant(2);
            if (c.length() == call.dims(0)[1]) {
                product = product.add(call.weight(2, ".bias" + (beta == 1 ? "" : "." + beta), file -> file.mul(beta)
                        .reshape(file.length())));
            } else {
                long[] shape = c.rank() == 2 ? c.shape() : new long[] {1, c.length()};
                product = product.add(call.constant(c.reshape(shape).mul(beta)));
            }
        }
        return List.of(new Tensor(product, call.dims(0), false));
    }

    static List<Tensor> matMul(Call call) throws ImportException {
        INDArray constant = call.constantOrNull(1);
        Tensor a = call.plain(0);
        long[] dims = call.dims(0);
        if (constant != null && constant.rank() == 2 && a.rank() >= 2) {
            SDVariable weights = call.weight(1, ".matrix", file -> file);
            if (a.rank() == 2) {
                return List.of(new Tensor(a.variable().mmul(weights), dims, false));
            }
            SDVariable rows = call.sd().reshape(a.variable(), -1, a.size(a.rank() - 1));
            return List.of(new Tensor(call.sd().reshape(rows.mmul(weights), dims), dims, false));
        }
        Tensor b = call.plain(1);
        if (a.rank() != b.rank() || a.rank() < 2) {
            throw call.failure("factors of " + a.rank() + " and " + b.rank()
                    + " dimensions (expected: the same number, at least 2)");
        }
        return List.of(new Tensor(a.variable().mmul(b.variable()), dims, false));
    }
}
