package sc.fiji.diffseg.brokenhouse.leaf;

import sc.fiji.diffseg.brokenhouse.unisegdiff.Neighbour;

/** The methods do not know each other. */
public class KnowsUniSegDiff {
    Neighbour neighbour;
}
