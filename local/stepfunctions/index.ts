/**
 * AWS Step Functions: runs state machines of the Amazon States Language, in JSONPath and JSONata. Waits are on the virtual
 * clock. A state machine is created by a template; its tasks call functions and the services listed in `tasks/`.
 */
import { answerJson, type AwsService, type Caller, type ServiceMetrics, type Site } from '../core/index.ts';
import { stateMachineMetrics } from './metrics.ts';
import { operations } from './operations/index.ts';
import { stateMachineType } from './resource-type.ts';
import { StepFunctions, type StepFunctionsPorts } from './step-functions.ts';

export interface StepFunctionsService extends AwsService {
  /** Starts an execution, as a schedule does. */
  readonly start: (caller: Caller, stateMachineArn: string, input: string) => void;
  readonly reports: ServiceMetrics;
}

/** The service named `sfn`. */
export function createStepFunctions(site: Site, ports: StepFunctionsPorts): StepFunctionsService {
  const stepFunctions = new StepFunctions(site, ports);
  return {
    name: 'sfn',
    handle: answerJson(operations, stepFunctions, site),
    resourceTypes: [stateMachineType(stepFunctions.machines, site)],
    reports: stateMachineMetrics(stepFunctions.machines),
    start: (caller, stateMachineArn, input) => {
      caller.demand([{ action: 'states:StartExecution', resource: stateMachineArn }]);
      stepFunctions.start(stateMachineArn, input);
    },
    close: () => {
      stepFunctions.executions.close();
      return Promise.resolve();
    },
  };
}
