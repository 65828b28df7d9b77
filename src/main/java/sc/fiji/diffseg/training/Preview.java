package sc.fiji.diffseg.training;

import sc.fiji.diffseg.image.Plane;

/**
 * A validation image as a model segments it. All maps are row-major and of the plane's size.
 *
 * @param name of the image
 * @param plane values in [0,1]
 * @param truth 1 foreground and 0 background
 * @param probability mean over a few samples, in [0,1]
 * @param uncertainty standard deviation over them, in [0,0.5]; 0 if the model knows no chance
 */
public record Preview(
        String name, Plane plane, byte[] truth, float[] probability, float[] uncertainty) {}
