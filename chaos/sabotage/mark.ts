/**
 * The line that a broken path leaves in the log when it is taken: JavaScript that writes it.
 *
 * @param detail JavaScript expression of a text: what it was taken for
 */
export function mark(sabotage: string, detail: string): string {
  return `process.stdout.write(JSON.stringify({ event: 'sabotage.reached', sabotage: '${sabotage}', detail: ${detail} }) + '\\n');`;
}

/**
 * JavaScript that says whether a correlation id is one of the load's. Orders that warm the functions up have to come to
 * rest, or no experiment is started.
 */
export const isOfLoad = (correlationId: string): string => `!${correlationId}.startsWith('warm-')`;
