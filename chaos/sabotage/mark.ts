/**
 * The line that a broken path leaves in the log when it is taken: JavaScript that writes it.
 *
 * @param detail JavaScript expression of a text: what it was taken for
 */
export function mark(sabotage: string, detail: string): string {
  return `process.stdout.write(JSON.stringify({ event: 'sabotage.reached', sabotage: '${sabotage}', detail: ${detail} }) + '\\n');`;
}
