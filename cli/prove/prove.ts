import { startFor } from '@evenkeel/chaos/runner';
import type { Sabotage } from '@evenkeel/chaos/sabotage';
import type { Experiment } from '@evenkeel/chaos/schemas';
import type { K6 } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';
import { messageOf } from '../trouble.ts';
import { bootFor } from '../gameday/boot.ts';
import { runOne } from '../gameday/run-one.ts';
import { SPEED } from '../gameday/run-all.ts';
import type { SoundApp } from '../system/alarms.ts';
import type { App } from '../system/app.ts';
import type { FoundSystem } from '../system/definition.ts';
import { judgeSabotaged, type Row, type SabotagedRun } from './judgement.ts';

export interface Proof {
  readonly system: FoundSystem;
  /** The app to break; undefined for the system that ships with evenkeel. */
  readonly app: App | undefined;
  readonly stage: string;
  readonly seed: number;
  readonly sound: SoundApp;
  readonly k6: K6;
  readonly dynamodbEndpoint: string | undefined;
  /** Resource types that the app does without. */
  readonly ignore: readonly string[] | undefined;
  /** Whether to send less load than an experiment asks for, if this machine cannot deliver it all. */
  readonly scale: boolean;
}

/** A sabotage with the experiment in which it must be caught. */
export interface Attempt {
  readonly sabotage: Sabotage;
  readonly experiment: Experiment;
  /** The experiment's file. */
  readonly file: string;
}

/** Boots the broken system, runs the experiment on it, and judges whether the sabotage was caught. */
export async function attempt(
  proof: Proof,
  { sabotage, experiment, file }: Attempt,
  context: CommandContext,
): Promise<Row> {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  try {
    const ran = await runBroken(proof, { sabotage, experiment, file }, context);
    return judgeSabotaged(sabotage, { ...ran, seconds: seconds() });
  } catch (error) {
    context.signal.throwIfAborted();
    const reasons = [messageOf(error)];
    return judgeSabotaged(sabotage, { verdict: null, checks: [], reasons, seconds: seconds(), directory: undefined });
  }
}

async function runBroken(
  { app, stage, dynamodbEndpoint, ignore, ...proof }: Proof,
  { sabotage, experiment, file }: Attempt,
  context: CommandContext,
): Promise<Omit<SabotagedRun, 'seconds'>> {
  const { system, seed } = proof;
  const startAt = startFor(experiment, SPEED, new Date());
  const booted = await bootFor(
    { system, app, stage, speed: SPEED, startAt, seed, sabotage, dynamodbEndpoint, ignore },
    context,
  );
  try {
    const { description, figures } = booted;
    const name = `prove-${sabotage.name}`;
    const { journal, directory } = await runOne(
      { ...proof, experiment, file, name, description, sabotage, figures },
      context,
    );
    const { verdict, checks, reasons } = journal;
    return { verdict, checks, reasons, directory };
  } finally {
    await booted.close();
  }
}
