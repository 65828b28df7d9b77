package sc.fiji.diffseg.brokenhouse.attic;

/** The plan has no such package. */
public class Misplaced {}
