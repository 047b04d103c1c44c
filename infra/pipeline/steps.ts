import type { PipelineSettings } from './settings.ts';

/** What a release passes on its way to users, in this order. The GitHub workflow names its jobs after them. */
export const stepsOf = ({ rehearsal, production, undecided }: PipelineSettings): readonly string[] => [
  'source',
  'build',
  rehearsal,
  'game-day',
  ...(undecided === 'ask' ? ['undecided'] : []),
  'approval',
  production,
];

/** The commands of the steps that run in CodeBuild. Each is a script of this folder, run from the repository's root. */
export const commands = {
  install: ['infra/pipeline/install.sh'],
  build: ['infra/pipeline/build.sh'],
  // A script cannot set a variable of the shell that started it.
  gameDay: ['infra/pipeline/gameday.sh', 'export VERDICT="$(cat reports/runs/verdict)"'],
} as const;
