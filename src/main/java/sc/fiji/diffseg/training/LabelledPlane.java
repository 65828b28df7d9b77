package sc.fiji.diffseg.training;

import sc.fiji.diffseg.image.Plane;

/**
 * A plane with its mask at original size.
 *
 * @param plane values in [0,1]
 * @param mask (height, width), 1 foreground and 0 background, row-major
 * @param labels number of different labels in the mask's file
 */
public record LabelledPlane(Plane plane, byte[] mask, int labels) {}
