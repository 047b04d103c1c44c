import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadCredentials, LoadDriver, LoadResult } from '@evenkeel/chaos/schemas';
import { bundleScript } from './lib/bundle.ts';
import { LoadError } from './lib/errors.ts';
import { type Gate, openGate } from './lib/gate.ts';
import type { K6 } from './lib/k6-binary.ts';
import { type ParentWatch, runK6 } from './lib/k6-process.ts';
import { type LoadPlan, stretchesOf } from './lib/plan.ts';
import { readPoints, recentOperations } from './lib/points.ts';
import { endingOf, parseSummary } from './lib/summary.ts';
import { readThrown } from './lib/thrown.ts';

/** Produces load with k6: each scenario of each phase is a k6 scenario, started by k6's own clock. */
export function createLoadDriver({ k6, parentWatch }: { k6: Pick<K6, 'path'>; parentWatch: ParentWatch }): LoadDriver {
  return {
    async start(request) {
      const folder = join(request.runDirectory, 'k6');
      await mkdir(folder, { recursive: true });
      const files = filesIn(folder);
      const { run, seed, phases, outcomes, apiUrl, urls, journeys, follow = false } = request;
      const stretches = stretchesOf(phases, outcomes);
      const plan: LoadPlan = {
        run,
        seed,
        apiUrl,
        ...(urls !== undefined && { urls }),
        follow,
        stretches,
        ...(journeys?.data !== undefined && { data: journeys.data }),
      };
      await writeFile(files.plan, `${JSON.stringify(plan, null, 2)}\n`);
      await writeFile(files.script, await bundleScript(journeys));
      const gate = await openGate(request.ready);
      const { exited } = runK6(
        k6.path,
        ['run', '--quiet', '--log-format', 'raw', '--out', `json=${files.points}`, files.script],
        {
          environment: { ...environmentOf(files, gate), ...credentialsFor(request.credentials) },
          log: files.log,
          parentWatch,
          signal: request.signal,
        },
      );
      let began = Date.now();
      void gate.reached.then(() => {
        began = Date.now();
      });
      const finished = exited
        .then((exitCode) => resultOf(exitCode, plan, files, began, request.signal))
        .finally(() => {
          gate.close();
        });
      const neverStarted = finished.then(() =>
        Promise.reject(new LoadError(`k6 ended before the load began; see ${files.log}`)),
      );
      const started = Promise.race([gate.reached, neverStarted]);
      started.catch(() => undefined);
      finished.catch(() => undefined);
      return { started, finished, recent: recentOperations(files.points, plan) };
    },
  };
}

interface Files {
  readonly script: string;
  readonly plan: string;
  readonly points: string;
  readonly summary: string;
  readonly log: string;
}

function filesIn(folder: string): Files {
  const file = (name: string) => join(folder, name);
  return {
    script: file('journeys.js'),
    plan: file('plan.json'),
    points: file('points.ndjson'),
    summary: file('summary.json'),
    log: file('k6.log'),
  };
}

function environmentOf(files: Files, gate: Gate): Record<string, string> {
  return { EVENKEEL_PLAN: files.plan, EVENKEEL_SUMMARY: files.summary, EVENKEEL_GATE: gate.url };
}

/** Passed only in the environment, because run directories are kept and shared. */
function credentialsFor({ headers, secrets = {} }: LoadCredentials): Record<string, string> {
  return { EVENKEEL_HEADERS: JSON.stringify(lowerCased(headers)), EVENKEEL_SECRETS: JSON.stringify(secrets) };
}

/** Header names do not differ by case, and those of a request replace these. */
const lowerCased = (headers: LoadCredentials['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** What k6 logs, and goes on, when it cannot write its points. */
const UNWRITTEN = "couldn't be marshalled to JSON";

async function resultOf(
  exitCode: number,
  plan: LoadPlan,
  files: Files,
  began: number,
  signal: AbortSignal,
): Promise<LoadResult> {
  const ending = endingOf(exitCode);
  if (ending === 'aborted' && !signal.aborted)
    throw new LoadError(`k6 was killed or interrupted by somebody else, so the load was not sent; see ${files.log}`);
  if (ending === 'broken' && !signal.aborted)
    throw new LoadError(`k6 broke (exit code ${exitCode}): ${await lastLines(files.log)}`);
  if ((await readFile(files.log, 'utf8')).includes(UNWRITTEN) && !signal.aborted)
    throw new LoadError(
      `k6 could not write all that it measured to ${files.points}: the disk is full, or the shell limits the size of files`,
    );
  const { operations, pulse } = await readPoints(files.points, plan, began);
  const { droppedIterations, failedThresholds } = await summaryOf(files.summary, signal);
  const thrown = await readThrown(files.log);
  return {
    exitCode,
    droppedIterations,
    failedThresholds,
    ...(thrown !== undefined && { thrown }),
    operations,
    pulse,
    scenarios: countsOf(plan, operations),
  };
}

/** k6 may leave no summary when it is interrupted. */
async function summaryOf(path: string, signal: AbortSignal) {
  try {
    return parseSummary(await readFile(path, 'utf8'));
  } catch (error) {
    if (signal.aborted) return { droppedIterations: 0, failedThresholds: [] };
    throw new LoadError(`k6 left no readable summary at ${path}`, { cause: error });
  }
}

function countsOf(plan: LoadPlan, operations: LoadResult['operations']): LoadResult['scenarios'] {
  const counts: Record<string, { planned: number; started: number }> = {};
  for (const { scenario, planned } of Object.values(plan.stretches)) {
    const count = (counts[scenario] ??= { planned: 0, started: 0 });
    count.planned += planned;
  }
  for (const { scenario } of operations) {
    const count = counts[scenario];
    if (count !== undefined) count.started += 1;
  }
  return counts;
}

async function lastLines(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).trim().split('\n').slice(-5).join('\n');
}
