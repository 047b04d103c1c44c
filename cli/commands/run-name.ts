/** Short token that starts every correlation id of a run: its real start in seconds, base 36. */
export function runToken(began: Date): string {
  return `r${Math.floor(began.getTime() / 1000).toString(36)}`;
}
