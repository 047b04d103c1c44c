import { RE2JS } from 're2js';

/**
 * Compiles a regular expression that is matched in time linear in the text, however it is written: patterns come from
 * templates and requests, and one with nested repetition would otherwise block every server in this process. CloudWatch
 * Logs accepts a smaller syntax than this.
 *
 * @returns undefined if the expression is not valid or needs backtracking (lookarounds, back-references)
 */
export function linearRegex(source: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(source);
    return (text) => compiled.test(text);
  } catch {
    return undefined;
  }
}
