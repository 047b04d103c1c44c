/**
 * JavaScript that logs a mark: the broken path was executed.
 *
 * @param detail a JavaScript expression whose value is a text, such as which saga it was executed for
 */
export function mark(sabotage: string, detail: string): string {
  return `process.stdout.write(JSON.stringify({ event: 'sabotage.reached', sabotage: '${sabotage}', detail: ${detail} }) + '\\n');`;
}
