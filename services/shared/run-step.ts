import { type Log, logSaga } from './logger.ts';
import type { SagaService, Step, StepAnswer, StepCommand } from './step.ts';

export interface StepRunner<Ports extends object> {
  readonly service: SagaService;
  readonly step: Step<Ports>;
  readonly ports: Ports;
  readonly log: Log;
  /** Publishes the event of a store that has no stream. It is repeated whenever the step is. */
  announce?(command: StepCommand, answer: StepAnswer): Promise<void>;
}

export type RunStep = (command: StepCommand) => Promise<StepAnswer>;

/** Runs a step, then does what follows every step: writes the log line and publishes the event. */
export function runner<Ports extends object>(parts: StepRunner<Ports>): RunStep {
  const { service, step, ports, log } = parts;
  return async (command) => {
    const answer = await step(command, ports);
    const { correlationId } = command;
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
