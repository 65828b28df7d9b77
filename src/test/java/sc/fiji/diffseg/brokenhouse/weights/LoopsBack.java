package sc.fiji.diffseg.brokenhouse.weights;

import sc.fiji.diffseg.brokenhouse.model.LoopsOut;

/** The other half of the circle. */
public class LoopsBack {
    LoopsOut other;
}
