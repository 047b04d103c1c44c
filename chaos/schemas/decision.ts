/**
 * The one function that decides which requests a fault hits. Load, injector and checkers all call it, so the end of
 * every request is known before it is sent. Plain TypeScript without packages, because k6 imports it too.
 */

/** The parts of a load operation's correlation id: `<run>-<scenario>-<iteration>`. */
export interface CorrelationParts {
  readonly run: string;
  readonly scenario: string;
  readonly iteration: number;
}

const PATTERN = /^([a-z0-9_]+)-([a-z0-9_]+)-(0|[1-9][0-9]*)$/;

export function correlationIdOf({ run, scenario, iteration }: CorrelationParts): string {
  return `${run}-${scenario}-${iteration}`;
}

/** The parts of a correlation id, or `undefined` if no load scenario made it. */
export function parseCorrelationId(correlationId: string): CorrelationParts | undefined {
  const match = PATTERN.exec(correlationId);
  if (match === null) return undefined;
  const [, run, scenario, iteration] = match;
  return { run: run ?? '', scenario: scenario ?? '', iteration: Number(iteration) };
}

/**
 * Whether the fault with id `faultId` hits iteration `iteration` of `scenario`.
 *
 * @param rate share of the iterations that are hit, 0 to 1
 */
export function hits(seed: number, faultId: string, scenario: string, iteration: number, rate: number): boolean {
  return unitInterval(`${seed}|${faultId}|${scenario}|${iteration}`) < rate;
}

/** Everything that decides which iterations a fault hits. */
export interface Aim {
  readonly seed: number;
  readonly faultId: string;
  readonly scenario: string;
  readonly rate: number;
  readonly iterations?: readonly number[] | undefined;
}

/** Whether the fault hits this iteration of its scenario: by its list of iterations, or else by the seed. */
export function isHit({ seed, faultId, scenario, rate, iterations }: Aim, iteration: number): boolean {
  return iterations?.includes(iteration) ?? hits(seed, faultId, scenario, iteration, rate);
}

/** A number in [0, 1) from a text: FNV-1a over UTF-16 units, finished with MurmurHash3's 32-bit mixer. */
export function unitInterval(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
