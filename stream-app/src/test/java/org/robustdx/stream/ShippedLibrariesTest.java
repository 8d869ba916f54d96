package org.robustdx.stream;

import org.robustdx.inference.ShippedLibrariesKit;

class ShippedLibrariesTest extends ShippedLibrariesKit {
    ShippedLibrariesTest() {
        super("stream-app");
    }
}
