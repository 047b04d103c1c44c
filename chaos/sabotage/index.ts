/**
 * `evenkeel/chaos/sabotage`: systems that are broken on purpose, to test that the harness catches each one. The bundler
 * or the template breaks them; the services contain no code for it.
 */
import type { Plugin } from 'esbuild';
import type { Sabotage } from './sabotage.ts';
import { sabotages } from './sabotages.ts';
import { overridePlugin } from './source-override.ts';
import { changeTemplate } from './template-change.ts';

export type { Sabotage } from './sabotage.ts';
export { sabotages } from './sabotages.ts';
export { OverrideError } from './source-override.ts';

/** How to build the sabotaged system: plugins for its bundles, a change of its templates, and a unique text for it. */
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
