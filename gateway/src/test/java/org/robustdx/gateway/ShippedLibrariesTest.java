package org.robustdx.gateway;

import org.robustdx.inference.ShippedLibrariesKit;

class ShippedLibrariesTest extends ShippedLibrariesKit {
    ShippedLibrariesTest() {
        super("gateway");
    }
}
