/**
 * JavaScript that logs a mark: the broken path was executed.
 *
 * @param detail a JavaScript expression whose value is a text, such as which order it was executed for
 */
export function mark(sabotage: string, detail: string): string {
  return `process.stdout.write(JSON.stringify({ event: 'sabotage.reached', sabotage: '${sabotage}', detail: ${detail} }) + '\\n');`;
}

/**
 * JavaScript that tests whether a correlation id belongs to the load. The orders that warm up the functions must end
 * normally, or no experiment starts.
 */
export const isOfLoad = (correlationId: string): string => `!${correlationId}.startsWith('warm-')`;
