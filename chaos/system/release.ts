import type { SourceOverride } from '../sabotage/source-override.ts';
import type { AcceptedRequest } from './expect.ts';

/** Other code that an experiment can release: what it changes, and the drift that it leaves. */
export interface CodeRelease {
  /** Lower-case words joined by hyphens; the parameter `code` of a release names it. */
  readonly name: string;
  /** What the code does wrong, in one sentence. */
  readonly summary: string;
  /** Changes to the system's sources, from which the version is built. */
  readonly overrides: readonly SourceOverride[];
  /** The difference that the reconciler must find for a request that the version handled. A pure function. */
  readonly drift: (request: Pick<AcceptedRequest, 'correlationId' | 'asked'>) => {
    readonly rule: string;
    readonly key: string;
  };
}
