/** Percent of the calls that a deployment configuration gives a new version first, by its name: `...Canary10Percent5Minutes`. */
export function firstShareOf(shift: string): number {
  const percent = /(\d+)Percent/.exec(shift)?.[1];
  return percent === undefined ? 100 : Number(percent);
}
