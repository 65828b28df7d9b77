package sc.fiji.diffseg.brokenhouse.unisegdiff;

/** Does no harm. */
public class Neighbour {}
