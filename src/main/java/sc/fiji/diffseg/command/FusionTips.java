package sc.fiji.diffseg.command;

/** What the dialog that fuses masks says about its parameters, as {@link Tips}. */
final class FusionTips {

    static final String MASKS =
            """
            <html>A stack of masks of the same pixels, such as several people have drawn.
            <br>Any pixel that is not 0 is foreground; in label images, all objects are.
            <br>Outside a selection, everything becomes background.""";

    static final String FUSION_METHOD =
            """
            <html>How the masks become one:
            <br>staple: each is trusted as far as it agrees with the others (Warfield 2004)
            <br>majority: what more than half of them say; half is not enough""";

    static final String SAMPLE_AXIS =
            """
            <html>The axis that has one mask per plane.
            <br>Every position along the other axes is fused by itself.""";

    static final String FUSED_PROBABILITY =
            """
            <html>Also show the probability of foreground, from 0 to 1:
            <br>what STAPLE estimates, or the share of masks in favour.""";

    static final String FUSED_UNCERTAINTY =
            """
            <html>Also show where the masks disagree: their standard deviation.
            <br>0 where all agree, 0.5 where half of them are against the other half.""";

    static final String FUSED_TABLE =
            """
            <html>Also show the sensitivity and specificity of every mask.
            <br>Without windows the lines are added to the table Results.""";

    private FusionTips() {}
}
