package org.robustdx.console;

import org.robustdx.inference.ShippedLibrariesKit;

class ShippedLibrariesTest extends ShippedLibrariesKit {
    ShippedLibrariesTest() {
        super("console");
    }
}
