/** Training: paired images and masks, batches, the training loop and its checkpoints. */
package sc.fiji.diffseg.training;
