package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

@Plugin(type = Command.class, menuPath = "Plugins>Diffusion Segmentation>LEAF Segment...", initializer = "init")
public final class LeafSegment extends JobCommand {
    @Parameter(label = "Image") private ImagePlus image;
    @Parameter(label = "Model", persist = false, choices = {"a", "b"}) private String model;
    @Parameter(label = "Samples", persist = false) private int samples = 1;
    @Parameter(label = "Seed", persist = false) private long seed = 0;
    @Parameter(label = "maps", persist = false) private boolean maps = false;
    @Parameter(type = ItemIO.OUTPUT) private ImagePlus probability;
    @Parameter(type = ItemIO.OUTPUT) private ImagePlus labels;

    private void init() { fillIn();
        getInfo().getMutableInput("model", String.class).setChoices(List.of("x y", "z"));
        System.out.println("init: model=" + model + " resolved " + isInputResolved("model") + " samples " + isInputResolved("samples") + " image " + isInputResolved("image") + image);
        for (var i : getInfo().inputs()) System.out.println("  " + i.getName() + " " + i.getLabel() + " " + i.getType().getSimpleName() + " " + isInputResolved(i.getName()));
    }

    @Override
    void job(TaskProgress progress) throws IOException {
        System.out.println("run: model=" + model + " samples=" + samples + " seed=" + seed + " maps=" + maps + " image=" + image + " thread=" + Thread.currentThread().getName() + " macro=" + ij.IJ.isMacro() + " opts=" + ij.Macro.getOptions());
        if (samples == 13) throw new IllegalArgumentException("There is no model 'thirteen': choose another.");
        if (samples == 14) throw new java.util.concurrent.CancellationException();
        if (samples == 15) throw new NullPointerException("hm");
        for (int i = 0; i < samples; i++) { progress.report(i / (double) samples, "denoising"); progress.checkCancelled(); if (samples > 20) ij.IJ.wait(300); }
        labels = image.duplicate(); labels.setTitle("the-labels");
        probability = image.duplicate(); probability.setTitle("the-prob");
    }
}
