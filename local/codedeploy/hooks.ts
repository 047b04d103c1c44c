import { randomUUID } from 'node:crypto';
import { AwsError, type Caller, type Clock, type FunctionInvoker } from '../core/index.ts';

/** Virtual milliseconds within which a hook must report; CodeDeploy then counts it as failed. */
const HOOK_LIMIT = 3600_000;

export type HookStatus = 'Succeeded' | 'Failed';

interface Waiting {
  readonly deploymentId: string;
  readonly settle: (status: HookStatus) => void;
}

/** How a hook ended; undefined as its status if it did not report in time. */
export interface HookResult {
  readonly status: HookStatus | undefined;
}

/** The hook executions of all deployments, by their ids. */
export class Hooks {
  readonly #clock: Clock;
  readonly #invoker: FunctionInvoker;
  readonly #waiting = new Map<string, Waiting>();
  readonly #reported = new Set<string>();

  constructor(clock: Clock, invoker: FunctionInvoker) {
    this.#clock = clock;
    this.#invoker = invoker;
  }

  /**
   * Invokes the function and waits until it has reported through PutLifecycleEventHookExecutionStatus.
   *
   * @throws the signal's reason, or Lambda's error if there is no such function
   */
  async run(deploymentId: string, functionRef: string, caller: Caller, signal: AbortSignal): Promise<HookResult> {
    const id = Buffer.from(randomUUID()).toString('base64');
    const reported = new Promise<HookStatus>((settle) => {
      this.#waiting.set(id, { deploymentId, settle });
    });
    const giveUp = new AbortController();
    const ending = AbortSignal.any([signal, giveUp.signal]);
    try {
      const payload = JSON.stringify({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: id });
      await this.#invoker.invoke({ functionRef, type: 'Event', payload, caller });
      const late = this.#clock.sleep(HOOK_LIMIT, ending).then(() => undefined);
      late.catch(() => undefined);
      return { status: await Promise.race([reported, late]) };
    } finally {
      giveUp.abort();
      this.#waiting.delete(id);
      this.#reported.add(id);
    }
  }

  /** @throws AwsError if the execution is unknown, or has ended */
  report(deploymentId: string, executionId: string, status: HookStatus): void {
    if (this.#reported.has(executionId)) {
      throw new AwsError('LifecycleEventAlreadyCompletedException', 'The lifecycle event has already completed.');
    }
    const waiting = this.#waiting.get(executionId);
    if (waiting?.deploymentId !== deploymentId) {
      throw new AwsError(
        'InvalidLifecycleEventHookExecutionIdException',
        `The lifecycle event hook execution ID ${executionId} is not valid for the deployment ${deploymentId}.`,
      );
    }
    waiting.settle(status);
  }
}
