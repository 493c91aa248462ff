/**
 * Preloaded into the bundle. The SDK takes a stack for every promise of a workflow, for the Web UI's stack trace: five
 * frames tell where an order waits at two thirds of the price of ten.
 */
Error.stackTraceLimit = 5;
