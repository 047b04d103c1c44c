import { fromText } from '../engine/index.ts';

/** A number's text as a number, or as its normal form where a double would lose digits of it. */
export function exactNumber(text: string): number | { readonly number: string } {
  const number = Number(text);
  if (String(number) === text) return number;
  const normal = fromText('decimal', text) as string;
  return String(number) === normal ? number : { number: normal };
}
