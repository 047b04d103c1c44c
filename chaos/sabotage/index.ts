/** Systems broken on purpose, to see that the harness catches each: by the bundler or the template, never by a service. */
import type { Plugin } from 'esbuild';
import type { Sabotage } from './sabotage.ts';
import { sabotages } from './sabotages.ts';
import { overridePlugin } from './source-override.ts';
import { changeTemplate } from './template-change.ts';

export type { Sabotage } from './sabotage.ts';
export { sabotages } from './sabotages.ts';
export { OverrideError } from './source-override.ts';

/** How the system is broken: plugins for its bundles, a change of its templates, and a text that tells it from others. */
export interface SabotageOverrides {
  readonly plugins: readonly Plugin[];
  readonly mutateTemplate: <Template extends Parameters<typeof changeTemplate>[0]>(template: Template) => Template;
  readonly variant: string;
}

export function overridesOf({ name, overrides = [], changes = [] }: Sabotage): SabotageOverrides {
  return {
    plugins: overrides.length === 0 ? [] : [overridePlugin(name, overrides)],
    mutateTemplate: (template) => changes.reduce(changeTemplate, template),
    variant: JSON.stringify({ name, overrides, changes }),
  };
}

export function sabotageNamed(name: string): Sabotage | undefined {
  return sabotages.find((sabotage) => sabotage.name === name);
}
