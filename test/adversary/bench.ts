/** Judges changed runs, one after another, in one directory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalError, readEvidence, SystemMismatchError } from '../../chaos/evidence/index.ts';
import { checkRun, type Judgement, judge } from '../../chaos/judge.ts';
import { unitInterval } from '../../chaos/schemas/decision.ts';
import type { Check, VerdictName } from '../../chaos/schemas/index.ts';
import type { LoadedSystem } from '../../chaos/system/index.ts';
import type { Draw, Kind } from './kinds/index.ts';
import { RunDraft, type RunFiles, writeRunFiles } from './run-files.ts';

export interface Judged {
  /** `refused`: the run names another definition than the one that is given, so nothing is judged. */
  readonly verdict: VerdictName | 'refused';
  /** The checks that are not valid. */
  readonly turned: readonly Check[];
}

/** What the adversary does after he has changed something. */
export interface Care {
  /** Whether he computes the seals anew. */
  readonly resealed: boolean;
  /** Whether he judges the run again, and records that verdict. */
  readonly rejudged: boolean;
}

export interface Bench {
  /** Judges the run with these files changed, and restores them. */
  judge(changed: ReadonlyMap<string, string | undefined>, care: Pick<Care, 'rejudged'>): Promise<Judged>;
  close(): Promise<void>;
}

export async function openBench(files: RunFiles, system: LoadedSystem): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'adversary-'));
  await writeRunFiles(directory, files);
  return {
    async judge(changed, { rejudged }) {
      await writeRunFiles(directory, changed);
      try {
        const { verdict, checks } = await (rejudged ? judgeAnew(directory, system) : checkRun(directory, system));
        return { verdict, turned: checks.filter(({ result }) => result !== 'valid') };
      } catch (error) {
        if (error instanceof SystemMismatchError) return { verdict: 'refused', turned: [] };
        throw error;
      } finally {
        await writeRunFiles(directory, new Map([...changed.keys()].map((name) => [name, files.get(name)])));
      }
    },
    close: () => rm(directory, { recursive: true }),
  };
}

/** The verdict on the files, whatever the journal records: the one that it would record if they were judged anew. */
async function judgeAnew(directory: string, system: LoadedSystem): Promise<Judgement> {
  try {
    return judge(await readEvidence(directory, system));
  } catch (error) {
    if (error instanceof JournalError) return checkRun(directory, system);
    throw error;
  }
}

/** The files that a kind changes; undefined if there is nothing in the run to change. */
export function changesOf(
  files: RunFiles,
  kind: Kind,
  { seed, resealed }: { readonly seed: number } & Pick<Care, 'resealed'>,
): ReadonlyMap<string, string | undefined> | undefined {
  const draft = new RunDraft(files);
  let draws = 0;
  const draw: Draw = (count) => {
    draws += 1;
    return Math.floor(unitInterval(`${seed}|${kind.name}|${draws}`) * count);
  };
  if (!kind.apply(draft, draw)) return undefined;
  const changed = draft.changed({ resealed });
  return changed.size === 0 ? undefined : changed;
}
