/** Forecasts a phase of an hour at 100 requests a second, and prints how many operations the fault's scenario plans. */
import { forecast } from '../../../../../chaos/prediction/index.ts';
import { sample } from '../../sample-system.ts';
import { experiment } from '../../sound-run.ts';

const phases = experiment.phases.map((phase) => ({
  ...phase,
  seconds: 3600,
  scenarios: phase.scenarios.map((scenario) => ({ ...scenario, rate: 100 })),
}));
const [fault] = forecast({ ...experiment, phases }, 7, sample).faults;
process.stdout.write(String(fault?.planned));
