package sc.fiji.diffseg.brokenhouse.report;

import sc.fiji.diffseg.brokenhouse.leaf.KnowsImages;

/** A report is the same for all methods. */
public class KnowsLeaf {
    KnowsImages method;
}
