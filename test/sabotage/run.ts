/** Runs an experiment with the command, in its own process and folder, and reads what it leaves behind. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { needsTwoRegions, readExperiment } from '../../chaos/index.ts';
import { type Check, Journal } from '../../chaos/schemas/index.ts';
import definition from '../../systems/commerce/evenkeel.system.ts';
import { evenkeel, type Running } from '../e2e/evenkeel.ts';

export interface Run {
  readonly experiment: string;
  readonly seed: number;
  readonly verdict: Journal['verdict'];
  readonly exitCode: number | null;
  readonly checks: readonly Check[];
  readonly reasons: readonly string[];
  /** What the broken path logged each time it was executed. */
  readonly marks: readonly string[];
  readonly seconds: number;
  /** The folder in which the command ran; its run directory is below it. */
  readonly folder: string;
}

export interface RunRequest {
  readonly experiment: string;
  readonly seed: number;
  readonly sabotage?: string;
  /** Whether only the test suite knows the sabotage. */
  readonly isForeign?: boolean;
  readonly folder: string;
}

/** Real milliseconds after which a command counts as hanging and is ended. */
const MAX_MS = 600_000;

const running = new Set<Running>();

/** Ends all running commands, as Ctrl-C does. */
export function endAll(): void {
  for (const { process: child } of running) child.kill('SIGINT');
}

/**
 * Starts a command. `endAll` ends it.
 *
 * @param bin the command's file; that of evenkeel by default
 */
export function start(arguments_: readonly string[], folder: string, bin?: string): Running {
  const command = evenkeel(arguments_, { cwd: folder, ...(bin !== undefined && { bin }) });
  running.add(command);
  void command.ended.finally(() => running.delete(command)).catch(() => undefined);
  return command;
}

/** Boots systems with sabotages that only the test suite knows. */
const PLAY = fileURLToPath(new URL('play.mjs', import.meta.url));

export async function runExperiment({
  experiment,
  seed,
  sabotage,
  isForeign = false,
  folder,
}: RunRequest): Promise<Run> {
  await mkdir(folder, { recursive: true });
  const began = performance.now();
  const broken = sabotage === undefined ? [] : ['--sabotage', sabotage];
  const isForTwo = await isForTwoRegions(experiment);
  const options = ['--seed', String(seed), ...broken, '--json'];
  const own = isForTwo ? ['gameday', REGIONS, ...options] : ['chaos', 'run', experiment, ...options];
  const command = isForeign ? start([experiment, ...options], folder, PLAY) : start(own, folder);
  const hanging = setTimeout(() => command.process.kill('SIGTERM'), MAX_MS);
  const { exitCode, stderr } = await command.ended.finally(() => {
    clearTimeout(hanging);
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  const name = isForTwo ? `${REGIONS}-${experiment}-home` : experiment;
  const directory = join(folder, 'reports', 'runs', name, 'latest');
  const journal = await journalIn(directory);
  return {
    experiment,
    seed,
    exitCode,
    seconds,
    folder,
    verdict: journal?.verdict ?? null,
    checks: journal?.checks ?? [],
    marks: await marksIn(directory),
    reasons: journal?.verdict ? journal.reasons : [lastLineOf(stderr)],
  };
}

/** The plan that plays the experiments which need two regions. */
const REGIONS = 'regions';
const EXPERIMENTS = new URL('../../systems/commerce/experiments/', import.meta.url);

async function isForTwoRegions(experiment: string): Promise<boolean> {
  const file = fileURLToPath(new URL(`${experiment}.yaml`, EXPERIMENTS));
  return needsTwoRegions(await readExperiment(file, { system: definition }));
}

async function journalIn(directory: string): Promise<Journal | undefined> {
  try {
    return Journal.parse(JSON.parse(await readFile(join(directory, 'journal.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

async function marksIn(directory: string): Promise<string[]> {
  const text = await readFile(join(directory, 'events.ndjson'), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.includes('"sabotage.reached"'));
  return lines.map((line) => Mark.parse(JSON.parse(line)).detail);
}

const Mark = z.object({ kind: z.literal('sabotage.reached'), detail: z.string() });

const lastLineOf = (text: string): string => text.trim().split('\n').at(-1) ?? '';
