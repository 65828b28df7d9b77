package sc.fiji.diffseg.network;

import java.util.List;
import sc.fiji.diffseg.model.Citation;
import sc.fiji.diffseg.model.ModelDescriptionBuilder;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * What a family has recognised in files of weights that others have published.
 *
 * @param title what they are, such as "an SDSeg model"
 * @param found what is taken, a line for every network
 * @param left what is not taken, a line for every network and tensor, or for many tensors of one
 *     known kind
 * @param faults why nothing can be made of it: all that is missing, misshapen or left over where
 *     nothing may be, a line each; empty if it can be imported
 * @param license SPDX identifier of the licence that such weights are published under; empty if
 *     that is not known
 * @param cite whom such weights are due to
 * @param model what the model will say of itself, still without a name, weights, licence and
 *     citation
 * @param weights what is taken, under the family's own names; as long as the files are open
 */
public record Recognition(
        String title,
        List<String> found,
        List<String> left,
        List<String> faults,
        String license,
        List<Citation> cite,
        ModelDescriptionBuilder model,
        TensorSource weights) {}
