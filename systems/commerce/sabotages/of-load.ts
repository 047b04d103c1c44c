/**
 * JavaScript that tests whether a correlation id belongs to the load. The orders that warm up the functions must end
 * normally, or no experiment starts.
 */
export const isOfLoad = (correlationId: string): string => `!${correlationId}.startsWith('warm-')`;
