/**
 * `evenkeel/chaos/sabotage`: for writing a system's own sabotages. The bundler or the template breaks the system; the
 * system's code contains nothing for it.
 */
import type { Plugin } from 'esbuild';
import { changeEnvironment } from './environment-change.ts';
import type { Sabotage } from './sabotage.ts';
import { overridePlugin } from './source-override.ts';
import { changeTemplate } from './template-change.ts';

export {
  alarmNamed,
  type Deployed,
  deploymentGroupNamed,
  filtersOf,
  maxQueueDepth,
  scheduleNamed,
} from './deployed.ts';
export type { EnvironmentChange } from './environment-change.ts';
export { mark } from './mark.ts';
export type { Sabotage } from './sabotage.ts';
export { linesWith, occurrencesOf, OverrideError, overrideText, type SourceOverride } from './source-override.ts';
export type { TemplateChange } from './template-change.ts';

/**
 * How to build the sabotaged system: plugins for its bundles, a change to its templates, and a text that identifies it.
 */
export interface SabotageOverrides {
  readonly plugins: readonly Plugin[];
  readonly mutateTemplate: <Template extends Parameters<typeof changeTemplate>[0]>(template: Template) => Template;
  readonly variant: string;
}

export function overridesOf(sabotage: Sabotage): SabotageOverrides {
  const { name, overrides = [], changes = [], environment = [] } = sabotage;
  return {
    plugins: overrides.length === 0 ? [] : [overridePlugin(name, overrides)],
    mutateTemplate: (template) => environment.reduce(changeEnvironment, changes.reduce(changeTemplate, template)),
    variant: JSON.stringify({ name, overrides, changes, environment }),
  };
}
