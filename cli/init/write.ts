import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { usageFailure } from '../failure.ts';
import { projectOf, synthCommand } from '../system/synth-command.ts';
import type { Answers } from './answers.ts';
import { experimentFile } from './files/experiment.ts';
import { reconcileFile } from './files/reconcile.ts';
import { systemFile } from './files/system.ts';
import { workflowFile } from './files/workflow.ts';
import type { FoundApp } from './inspect.ts';

/** The files for a system that is new to evenkeel, by path. */
export async function filesFor(folder: string, app: FoundApp, answers: Answers): Promise<ReadonlyMap<string, string>> {
  const assembly = relative(folder, app.assembly) || '.';
  return new Map([
    ['evenkeel.system.ts', systemFile(answers)],
    ['evenkeel.reconcile.ts', reconcileFile(app, answers)],
    ['experiments/first.yaml', experimentFile(answers, assembly)],
    ['.github/workflows/evenkeel.yml', workflowFile({ app: assembly, synth: await synthFrom(folder) })],
  ]);
}

/** The command that synthesizes the app of the nearest project from the folder upwards, run in the folder. */
async function synthFrom(folder: string): Promise<string> {
  const project = projectOf(folder);
  const command = await synthCommand(project);
  const path = relative(folder, project);
  if (path === '') return command;
  return command.startsWith('npm ') ? `${command} --prefix ${path}` : `cd ${path} && ${command}`;
}

/** @throws CommandFailure exit 2 naming the files that exist; nothing is written then */
export async function writeNew(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const existing = [...files.keys()].filter((file) => existsSync(join(folder, file)));
  if (existing.length > 0) {
    throw usageFailure(`${folder} already has ${existing.join(', ')}: remove or rename what init should write`);
  }
  for (const [file, text] of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text, { flag: 'wx' });
  }
}
