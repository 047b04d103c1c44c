/** Runs the scripts of infra/pipeline with programs on PATH that only note how they were called. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';

const SCRIPTS = fileURLToPath(new URL('../../../../infra/pipeline/', import.meta.url));

/** Ends as `ENDS_<program>` says; a run of an experiment leaves a report, as evenkeel does. */
const PROGRAM = `#!/bin/bash
name=$(basename "$0")
echo "$name $*" >> calls.txt
if [ "$name $1 $2 $3" = "npx evenkeel chaos run" ]; then
  mkdir -p reports/runs/short/one && echo "# report" > reports/runs/short/one/report.md
  exit "\${ENDS_run:-0}"
fi
ends=ENDS_$name
exit "\${!ends:-0}"
`;

interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workplace {
  readonly folder: string;
  /** Runs a script in the folder. */
  readonly run: (
    script: string,
    args?: readonly string[],
    variables?: Readonly<Record<string, string>>,
  ) => Promise<Ended>;
  /** The programs that were called, each with its arguments. */
  readonly calls: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
}

export async function workplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-pipeline-'));
  const programs = join(folder, 'programs');
  await mkdir(programs);
  for (const name of ['npx', 'npm', 'aws']) {
    await writeFile(join(programs, name), PROGRAM);
    await chmod(join(programs, name), 0o755);
  }
  return {
    folder,
    run: async (script, args = [], variables = {}) => {
      // tinyexec puts folders of its own before PATH, so `env` sets it.
      const path = `PATH=${programs}:${process.env['PATH'] ?? ''}`;
      const { exitCode, stdout, stderr } = await x('env', [path, join(SCRIPTS, script), ...args], {
        nodeOptions: { cwd: folder, env: { ...process.env, ...variables } },
      });
      return { exitCode, stdout, stderr };
    },
    calls: async () => {
      const text = await readFile(join(folder, 'calls.txt'), 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
