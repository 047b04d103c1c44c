/** Systems broken on purpose, to see that the harness catches each: by the bundler or the template, never by a service. */
import type { Plugin } from 'esbuild';
import { type Sabotage, sabotages } from './sabotages.ts';
import { overridePlugin } from './source-override.ts';
import { withoutAlarm } from './template-mutation.ts';

export { type Sabotage, sabotages } from './sabotages.ts';
export { OverrideError } from './source-override.ts';

/** How the system is broken: plugins for its bundles, a change of its templates. */
export interface SabotageOverrides {
  readonly plugins: readonly Plugin[];
  readonly mutateTemplate: <Template extends Parameters<typeof withoutAlarm>[0]>(template: Template) => Template;
}

export function overridesOf({ name, overrides = [], removedAlarm }: Sabotage): SabotageOverrides {
  return {
    plugins: overrides.length === 0 ? [] : [overridePlugin(name, overrides)],
    mutateTemplate: (template) => (removedAlarm === undefined ? template : withoutAlarm(template, removedAlarm)),
  };
}

export function sabotageNamed(name: string): Sabotage | undefined {
  return sabotages.find((sabotage) => sabotage.name === name);
}
