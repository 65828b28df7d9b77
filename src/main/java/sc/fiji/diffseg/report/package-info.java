/** What people look at afterwards: drawings and tables of results. */
package sc.fiji.diffseg.report;
