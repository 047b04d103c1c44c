import { stringify } from 'yaml';
import type { Answers } from '../answers.ts';

const SCENARIO = 'broken';
const FAULT = 'crash';

/**
 * The first experiment: one kind of request, some of which meet an exception.
 *
 * @param app folder of the cloud assembly, relative to that of the definition
 */
export function experimentFile({ name, target, service, route, body }: Answers, app: string): string {
  const [, ...parts] = route.path.split('/');
  const request = { method: route.method, path: `/${parts.join('/')}`, ...(body !== undefined && { body }) };
  const experiment = {
    version: 1,
    name: 'first',
    title: `${target.name} crashes before it does its work`,
    hypothesis: `A request that crashes gets status 502${target.errorAlarms.length > 0 ? ', and the alarm fires and clears without help' : ''}; every other request is answered as usual.`,
    minSpeed: target.errorAlarms.length > 0 ? 20 : 1,
    steadyState: { before: [{ probe: 'alarms' }], after: [{ probe: 'alarms' }] },
    phases: [
      {
        name: SCENARIO,
        seconds: 10,
        drainSeconds: 3,
        scenarios: [{ name: SCENARIO, journey: 'request', rate: 4, request }],
      },
    ],
    faults: [
      {
        id: FAULT,
        fault: 'exception',
        scenario: SCENARIO,
        rate: 0.3,
        leaseSeconds: 30,
        parameters: { service, step: 'handle', point: 'before-commit' },
      },
    ],
    expect: {
      alarms: target.errorAlarms.map((alarm) => ({ name: alarm, cause: FAULT, withinSeconds: 180 })),
      outcomes: [
        { scenario: SCENARIO, status: [200, 201, 202, 204] },
        { scenario: SCENARIO, hitBy: FAULT, status: [502] },
      ],
    },
    budgets: { detectSeconds: 180, rollbackSeconds: 10, convergeSeconds: 120 },
  };
  return `# The first experiment on ${name}: npx evenkeel chaos run experiments/first.yaml --app ${app}\n${stringify(experiment, { lineWidth: 110 })}`;
}
