import type { Deployed } from './deployed.ts';
import type { SourceOverride } from './source-override.ts';
import type { TemplateChange } from './template-change.ts';

/** A system broken on purpose. A harness that passes it is wrong. */
export interface Sabotage {
  readonly name: string;
  /** Which part is broken, and how, in a sentence. */
  readonly culprit: string;
  /** The check that must fail. */
  readonly expectedCheck: string;
  /** The experiment that ships and on which it must be caught. */
  readonly experiment: string;
  /** What is changed in the code of functions. One of them leaves the mark of the broken path. */
  readonly overrides?: readonly SourceOverride[];
  /** What is changed in the deployed resources. */
  readonly changes?: readonly TemplateChange[];
  /**
   * Asks the running system whether its broken part is there and at work, where no function can log that it is.
   * Answers what is seen, or undefined while it is not.
   */
  readonly seen?: (deployed: Deployed) => Promise<string | undefined>;
}
