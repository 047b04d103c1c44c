/** Runs an experiment with the command, in its own process and folder, and reads what it leaves behind. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, Journal } from '../../chaos/schemas/index.ts';
import { evenkeel, type Running } from '../e2e/evenkeel.ts';

export interface Run {
  readonly experiment: string;
  readonly seed: number;
  readonly verdict: Journal['verdict'];
  readonly exitCode: number | null;
  readonly checks: readonly Check[];
  readonly reasons: readonly string[];
  readonly seconds: number;
  /** The folder in which the command ran; its run directory is below it. */
  readonly folder: string;
}

export interface RunRequest {
  readonly experiment: string;
  readonly seed: number;
  readonly sabotage?: string;
  readonly folder: string;
}

/** Real milliseconds after which a command counts as hanging and is ended. */
const MAX_MS = 600_000;

const running = new Set<Running>();

/** Ends all running commands, as Ctrl-C does. */
export function endAll(): void {
  for (const { process: child } of running) child.kill('SIGINT');
}

/** Starts a command. `endAll` ends it. */
export function start(arguments_: readonly string[], folder: string): Running {
  const command = evenkeel(arguments_, { cwd: folder });
  running.add(command);
  void command.ended.finally(() => running.delete(command)).catch(() => undefined);
  return command;
}

export async function runExperiment({ experiment, seed, sabotage, folder }: RunRequest): Promise<Run> {
  await mkdir(folder, { recursive: true });
  const began = performance.now();
  const broken = sabotage === undefined ? [] : ['--sabotage', sabotage];
  const command = start(['chaos', 'run', experiment, '--seed', String(seed), ...broken, '--json'], folder);
  const hanging = setTimeout(() => command.process.kill('SIGTERM'), MAX_MS);
  const { exitCode, stderr } = await command.ended.finally(() => {
    clearTimeout(hanging);
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  const journal = await journalIn(join(folder, 'reports', 'runs', experiment, 'latest'));
  return {
    experiment,
    seed,
    exitCode,
    seconds,
    folder,
    verdict: journal?.verdict ?? null,
    checks: journal?.checks ?? [],
    reasons: journal?.verdict ? journal.reasons : [lastLineOf(stderr)],
  };
}

async function journalIn(directory: string): Promise<Journal | undefined> {
  try {
    return Journal.parse(JSON.parse(await readFile(join(directory, 'journal.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

const lastLineOf = (text: string): string => text.trim().split('\n').at(-1) ?? '';
