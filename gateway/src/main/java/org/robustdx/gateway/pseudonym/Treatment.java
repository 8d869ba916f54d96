package org.robustdx.gateway.pseudonym;

/** What becomes of an attribute. */
enum Treatment {
    /** Its value stays. A sequence stays with those attributes of its items that the table keeps. Code strings must look like code strings. */
    KEEP,
    /** Its unique identifiers become pseudonyms. */
    UID,
    /** Its value becomes a pseudonym. */
    HASH,
    /** Its value becomes empty. */
    EMPTY,
    /** The attribute is left out, as all attributes that the table does not name. */
    REMOVE
}
