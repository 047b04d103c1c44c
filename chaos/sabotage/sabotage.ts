import type { Deployed } from './deployed.ts';
import type { EnvironmentChange } from './environment-change.ts';
import type { SourceOverride } from './source-override.ts';
import type { TemplateChange } from './template-change.ts';

/** A way to break the system on purpose. A harness that passes the broken system is wrong. */
export interface Sabotage {
  readonly name: string;
  /** What is broken, and how, in one sentence. */
  readonly culprit: string;
  /** The check that must catch it. */
  readonly expectedCheck: string;
  /** The experiment in which it must be caught; one of those next to the definition. */
  readonly experiment: string;
  /** Changes to the functions' code. One of them logs the mark of the broken path. */
  readonly overrides?: readonly SourceOverride[];
  /** Changes to the deployed resources. */
  readonly changes?: readonly TemplateChange[];
  /** Changes to the environment variables of functions. */
  readonly environment?: readonly EnvironmentChange[];
  /**
   * Looks for the broken part in the running system, for a sabotage that no function can log.
   *
   * @returns a description of what it sees; undefined as long as it sees nothing
   */
  readonly seen?: (deployed: Deployed) => Promise<string | undefined>;
}
