/** Breadth-first search of all worlds, and what must hold in them. */
import { stepOf } from '../../../services/transactions/drive.ts';
import { LIFECYCLES, SERVICES } from './machines.ts';
import { type Moves, START } from './moves.ts';
import { describe, keyOf, type World } from './world.ts';

export interface Exploration {
  readonly worlds: number;
  readonly resting: ReadonlySet<string>;
  /** The shortest path to a forbidden state; absent if there is none. */
  readonly violation?: string;
}

export function explore(movesFrom: Moves, limit = 2_000_000): Exploration {
  const index = new Map<string, number>([[keyOf(START), 0]]);
  const worlds: World[] = [START];
  const came: { from: number; by: string }[] = [{ from: 0, by: 'nothing has happened' }];
  const progress: number[][] = [];
  const resting = new Set<string>();
  const at = (position: number): World => worlds[position] ?? START;
  const path = (position: number): string => {
    const names: string[] = [];
    for (let step = position; step !== 0; step = came[step]?.from ?? 0) names.unshift(came[step]?.by ?? '');
    return `${names.join(' > ')} => ${describe(at(position))}`;
  };
  for (let position = 0; position < worlds.length; position += 1) {
    if (worlds.length > limit) throw new Error(`more than ${limit} worlds`);
    const world = at(position);
    const fault = faultOf(world);
    if (fault !== undefined) return { worlds: worlds.length, resting, violation: `${fault}: ${path(position)}` };
    if (world.messages === 0) resting.add(restOf(world));
    const next: number[] = [];
    for (const move of movesFrom(world)) {
      const key = keyOf(move.world);
      let target = index.get(key);
      if (target === undefined) {
        target = worlds.length;
        index.set(key, target);
        worlds.push(move.world);
        came.push({ from: position, by: move.name });
      }
      if (move.progress && target !== position) next.push(target);
    }
    progress.push(next);
  }
  const stuck = firstThatCannotRest(worlds, progress);
  if (stuck === undefined) return { worlds: worlds.length, resting };
  return { worlds: worlds.length, resting, violation: `it can never come to rest: ${path(stuck)}` };
}

const restOf = ({ order, held }: World): string =>
  [order ?? 'no order', ...SERVICES.map((service) => held[service] ?? 'nothing')].join(', ');

function faultOf(world: World): string | undefined {
  if (!stockAddsUp(world)) return 'stock does not add up';
  return world.messages === 0 && !isAllowedRest(world) ? 'it rests in a forbidden state' : undefined;
}

function stockAddsUp({ stock, held }: World): boolean {
  const reserved = held.warehouse === 'RESERVED' ? 1 : 0;
  const shipped = held.warehouse === 'COMMITTED' ? 1 : 0;
  return stock.reserved === reserved && stock.shipped === shipped && stock.onHand + reserved + shipped === 1;
}

function isAllowedRest({ order, held }: World): boolean {
  if (order === undefined) return SERVICES.every((service) => held[service] === undefined);
  if (stepOf(order) !== undefined || order === 'PENDING') return false;
  return SERVICES.every((service) => {
    const { committed, undone, refused } = LIFECYCLES[service];
    const state = held[service];
    if (order === 'COMPLETED') return state === committed;
    return state === undefined || state === undone || state === refused;
  });
}

/** Follows the progress moves backwards from every world at rest. */
function firstThatCannotRest(worlds: readonly World[], progress: readonly (readonly number[])[]): number | undefined {
  const before: number[][] = worlds.map(() => []);
  progress.forEach((targets, from) => {
    for (const target of targets) before[target]?.push(from);
  });
  const reached = new Uint8Array(worlds.length);
  const queue = worlds.flatMap(({ messages }, position) => (messages === 0 ? [position] : []));
  for (const position of queue) reached[position] = 1;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const from of before[next] ?? []) {
      if (reached[from] === 1) continue;
      reached[from] = 1;
      queue.push(from);
    }
  }
  const stuck = reached.indexOf(0);
  return stuck === -1 ? undefined : stuck;
}
