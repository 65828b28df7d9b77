package sc.fiji.diffseg.brokenhouse.model;

import sc.fiji.diffseg.brokenhouse.weights.LoopsBack;

/** One half of a circle. */
public class LoopsOut {
    LoopsBack other;
}
