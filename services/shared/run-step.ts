import { logSaga } from './log-saga.ts';
import type { Log } from './logger.ts';
import type { SagaService, Step, StepAnswer, StepCommand } from './step.ts';
import { functionTracer } from './tracing/function-tracer.ts';
import type { Tracer } from './tracing/tracer.ts';

export interface StepRunner<Ports extends object> {
  readonly service: SagaService;
  readonly step: Step<Ports>;
  readonly ports: Ports;
  readonly log: Log;
  /** Publishes the event of a store that has no stream. It is repeated whenever the step is. */
  announce?(command: StepCommand, answer: StepAnswer): Promise<void>;
  /** The function's own by default. */
  readonly tracer?: Tracer;
}

export type RunStep = (command: StepCommand) => Promise<StepAnswer>;

/** Runs a step, then does what follows every step: writes the log line and publishes the event. */
export function runner<Ports extends object>(parts: StepRunner<Ports>): RunStep {
  const { service, step, ports, log, tracer = functionTracer() } = parts;
  return async (command) => {
    const { correlationId } = command;
    const start = { name: `${service} ${command.step}`, kind: 'internal', correlationId } as const;
    const answer = await tracer.span(start, () => step(command, ports));
    if (answer.refused === true) {
      const fields = { correlationId, step: command.step, state: answer.state };
      log.error(`${service} refuses ${command.step}: the state is ${answer.state}`, fields);
      return answer;
    }
    logSaga(log, service, correlationId, answer.state);
    await parts.announce?.(command, answer);
    return answer;
  };
}
