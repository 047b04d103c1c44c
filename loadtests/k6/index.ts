/** `evenkeel/k6`: for writing a system's own journeys. It runs in k6. */
export { allowedStatuses, allows, type Status } from '../lib/statuses.ts';
export type { LoadPlan, Stretch } from '../lib/plan.ts';
export {
  type Asked,
  call,
  type Call,
  data,
  type Iteration,
  iteration,
  operate,
  plan,
  type PreparedRequest,
  record,
  requestOf,
  secret,
} from './session.ts';
