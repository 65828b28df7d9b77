/** Models on disk: what a model folder says about itself, its hashes, and where folders lie. */
package sc.fiji.diffseg.model;
