package sc.fiji.diffseg.brokenhouse.network;

import sc.fiji.diffseg.brokenhouse.unisegdiff.Neighbour;

/** Looks up one floor. */
public class LooksUp {
    Neighbour above;
}
