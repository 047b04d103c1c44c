/** A call that IAM denied. */
export interface Denial {
  /** The caller's ARN. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  /** The end of AWS's message, such as `because no identity-based policy allows the sqs:SendMessage action`. */
  readonly reason: string;
}

/** The calls that were denied, each once with its count. */
export class Denials {
  readonly #counts = new Map<string, { readonly denial: Denial; count: number }>();
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  add(denial: Denial): void {
    const key = [denial.caller, denial.action, denial.resource, denial.reason].join('\n');
    const known = this.#counts.get(key);
    if (known) {
      known.count += 1;
      return;
    }
    this.#counts.set(key, { denial, count: 1 });
    this.#log(`iam: ${denialMessage(denial)}`);
  }

  all(): readonly (Denial & { readonly count: number })[] {
    return [...this.#counts.values()].map(({ denial, count }) => ({ ...denial, count }));
  }
}

/** The message of AWS. SQS writes its actions in lower case. */
export function denialMessage({ caller, action, resource, reason }: Denial): string {
  const shown = action.startsWith('sqs:') ? action.toLowerCase() : action;
  return `User: ${caller} is not authorized to perform: ${shown} on resource: ${resource} ${reason.replace(action, shown)}`;
}
