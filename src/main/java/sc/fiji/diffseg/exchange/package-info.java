/** Weights that come from other programs and go to them: import and export as jobs. */
package sc.fiji.diffseg.exchange;
