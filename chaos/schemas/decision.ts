/**
 * The one function that says which requests a fault hits. Load, injector and checkers all call it, so that the
 * fate of every request is known before it is sent. Plain TypeScript without packages: k6 imports it too.
 */

/** The load operation behind a correlation id: `<run>-<scenario>-<iteration>`. */
export interface LoadOperation {
  readonly run: string;
  readonly scenario: string;
  readonly iteration: number;
}

const OPERATION = /^([a-z0-9_]+)-([a-z0-9_]+)-(0|[1-9][0-9]*)$/;

export function correlationIdOf(operation: LoadOperation): string {
  return `${operation.run}-${operation.scenario}-${operation.iteration}`;
}

/** The operation a correlation id names, or `undefined` for an id that no load profile made. */
export function parseCorrelationId(correlationId: string): LoadOperation | undefined {
  const match = OPERATION.exec(correlationId);
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

/** What of a fault decides whom it hits. */
export interface Aim {
  readonly seed: number;
  readonly faultId: string;
  readonly scenario: string;
  readonly rate: number;
  readonly iterations?: readonly number[] | undefined;
}

/** Whether the fault hits that iteration of its scenario: one that it names, or else one that the seed chose. */
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
