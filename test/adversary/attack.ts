/** Changes a run in one way after another, and compares what became of each change with what must. */
import type { LoadedSystem } from '../../chaos/system/index.ts';
import { type Care, changesOf, type Judged, openBench } from './bench.ts';
import { type Wanted, wantedOf } from './expectations.ts';
import type { Kind } from './kinds/index.ts';
import type { RunFiles } from './run-files.ts';

export interface Attack {
  readonly kind: string;
  readonly wanted: Wanted;
  readonly got: Judged['verdict'];
  /** The checks that are not valid, and the first line of evidence of each. */
  readonly because: readonly string[];
  /** The first file that was changed; the journal only if nothing else was. */
  readonly file: string;
}

export interface Options extends Care {
  readonly seed: number;
}

/** Whether a changed run is no longer taken for a sound one. */
export function isCaught({ got }: Pick<Attack, 'got'>): boolean {
  return got !== 'PASS';
}

/** Attacks the run in each of these ways. Kinds for which the run has nothing to change are left out. */
export async function attackAll(
  files: RunFiles,
  system: LoadedSystem,
  kinds: readonly Kind[],
  options: Options,
): Promise<Attack[]> {
  const bench = await openBench(files, system);
  const attacks: Attack[] = [];
  try {
    for (const kind of kinds) {
      const changed = changesOf(files, kind, options);
      if (changed === undefined) continue;
      const { verdict, turned } = await bench.judge(changed, options);
      attacks.push({
        kind: kind.name,
        wanted: wantedOf(kind.name),
        got: verdict,
        because: turned.map(({ name, result, evidence: [line = ''] }) => `${name} ${result}: ${line}`),
        file: [...changed.keys()].find((name) => !name.startsWith('journal.')) ?? 'journal.json',
      });
    }
  } finally {
    await bench.close();
  }
  return attacks;
}

/** The verdict on the run as it is. */
export async function judgeUnchanged(files: RunFiles, system: LoadedSystem): Promise<Judged> {
  const bench = await openBench(files, system);
  try {
    return await bench.judge(new Map(), { rejudged: false });
  } finally {
    await bench.close();
  }
}

/** Every `1 / parts`th of the kinds, beginning with the one that the seed says. */
export function sampleOf(kinds: readonly Kind[], parts: number, seed: number): Kind[] {
  return kinds.filter((_kind, place) => place % parts === seed % parts);
}
