/** What each check asks, in the words of a reader who does not know the harness, and what to do if it has no answer. */

interface CheckText {
  /** A short title. */
  readonly title: string;
  /** The question that it answers. */
  readonly asks: string;
  /** What to do next when the check is unknown. */
  readonly next: string;
}

const READ_EVIDENCE = 'Read its evidence below, remove the cause, and run the experiment again.';
const RERUN = 'Run the experiment again. If it happens again, report it with the run directory.';

/** @internal */
export const CHECK_TEXTS: Readonly<Record<string, CheckText>> = {
  'sagas-at-rest': {
    title: 'Every saga comes to rest',
    asks: 'Has every accepted request a record, and has each of its sagas reached an end that is allowed?',
    next: READ_EVIDENCE,
  },
  'outcome-as-predicted': {
    title: 'Every saga ends as predicted',
    asks: 'Did each saga reach the end that follows from its request and from the faults that hit it?',
    next: 'Say in the experiment, under `expect.outcomes`, how the sagas of each scenario end.',
  },
  'refused-left-nothing': {
    title: 'Refused requests leave nothing',
    asks: 'Are the stores free of records of requests that were refused?',
    next: READ_EVIDENCE,
  },
  'sagas-asked-for': {
    title: 'Every saga was asked for',
    asks: 'Did the load send every saga of this run that the stores hold?',
    next: READ_EVIDENCE,
  },
  explained: {
    title: 'Every record is explained',
    asks: 'Does every record follow from the load, the ends of its sagas and the seeded drift, field by field?',
    next: "Correct `expect` in the system's definition where its evidence says that it failed, then judge again.",
  },
  'rollbacks-within-budget': {
    title: 'Rollbacks finish in time',
    asks: 'Did the services complete every rollback within its budget?',
    next: READ_EVIDENCE,
  },
  convergence: {
    title: 'The system recovers in time',
    asks: 'Was no saga unfinished when the time to converge was over?',
    next: READ_EVIDENCE,
  },
  'queues-emptied': {
    title: 'Queues are empty',
    asks: 'Had the functions received every message when the stores were read?',
    next: 'Give the phases a longer drain, so that the queues are empty when the stores are read.',
  },
  'stream-stall': {
    title: 'Streams keep up',
    asks: 'Did no function receive a stream record that was older than the budget?',
    next: READ_EVIDENCE,
  },
  'traces-whole': {
    title: 'Traces are whole',
    asks: 'Does each trace reach the states in which its saga came to rest, and has every saga that a fault hit a trace?',
    next: READ_EVIDENCE,
  },
  'answers-as-expected': {
    title: 'Answers are as expected',
    asks: 'Did every request get one of the statuses that the experiment expects?',
    next: READ_EVIDENCE,
  },
  'releases-as-expected': {
    title: 'Bad releases are taken back',
    asks: 'Did an alarm stop each defective version and bring all calls back, before more met it than its weight explains?',
    next: 'Read how the deployment ended: which alarms its group watches, and on what it rolls back.',
  },
  'regions-as-expected': {
    title: 'Two regions stand in for each other',
    asks: 'Were the customers of a lost region moved in time, and did the rules of the other region find exactly the stale copies?',
    next: 'Compare the region that answered each request (`region` in the history) with the moments at which customers were sent elsewhere.',
  },
  'alarms-as-predicted': {
    title: 'The right alarms fire and clear',
    asks: 'Did each expected alarm fire in time and clear, and no other alarm fire?',
    next: "Make the alarm's fault hit often enough: raise its rate, the load, or the length of its phase.",
  },
  'alarms-proven': {
    title: 'Every alarm can fire',
    asks: 'Has each alarm fired and cleared, in a run or in the drill?',
    next: 'See under Alarms what the drill could not do, and run it again: `evenkeel chaos drill`.',
  },
  'deployed-as-designed': {
    title: 'The deployment matches its template',
    asks: 'Are alarms, metric filters, schedules and dashboards deployed as the template says?',
    next: 'Grant the permissions that its evidence names, then run the experiment again.',
  },
  reconciliation: {
    title: 'The reconciler repairs the drift',
    asks: 'Did the reconciler find and repair all seeded drift, and nothing else?',
    next: 'Give the reconcile run more time (`reconcile.timeoutSeconds`), and see under Reconcile runs why it did not conclude.',
  },
  'ledger-whole': {
    title: 'The ledger accounts for every repair',
    asks: 'Has the ledger an entry for every change since the drift, and none without a change?',
    next: READ_EVIDENCE,
  },
  'stranded-sagas': {
    title: 'Stranded sagas are ended',
    asks: 'Did the reconciler end every saga that the services could not end?',
    next: READ_EVIDENCE,
  },
  'stores-level': {
    title: 'The stores are level again',
    asks: 'Do the stores hold at the end what they held before the drift?',
    next: READ_EVIDENCE,
  },
  'steady-state': {
    title: 'The system is well before and after',
    asks: 'Did every probe hold before the run and again after it?',
    next: 'Repair the system until every probe under Steady state holds, then run the experiment again.',
  },
  'faults-hit': {
    title: 'Faults hit as predicted',
    asks: 'Did every fault hit exactly the requests that the seed chose?',
    next: 'Raise the rate of the fault or the load, and check that the function that it names is wrapped and serves these requests.',
  },
  'leases-held': {
    title: 'Faults end in time',
    asks: 'Did no fault act after it was released, or after its lease had ended?',
    next: READ_EVIDENCE,
  },
  'ran-its-course': {
    title: 'The run was not stopped',
    asks: 'Did the run end without meeting a stop condition?',
    next: 'Find out under Steady state what stopped it. Repair the system, or relax the stop condition.',
  },
  'load-delivered': {
    title: 'The load was delivered',
    asks: 'Did the load generator send every request of the plan?',
    next: 'Run it on a machine with less other work, lower the rates, or let `--scale` lower them.',
  },
  'harness-present': {
    title: 'Harness and machine were available',
    asks: 'Were the harness, the load generator and the stores running without a gap?',
    next: 'Run it on a machine with less other work, and with enough memory and disk: `evenkeel doctor`.',
  },
  'service-level': {
    title: 'Answers are fast and successful',
    asks: "Did the answers meet the load's thresholds for speed and success?",
    next: 'Run it on a machine with less other work: the harness itself was delayed, so the thresholds prove nothing.',
  },
  'evidence-whole': {
    title: 'The evidence is complete',
    asks: 'Is every file of evidence there, complete, and within its bounds?',
    next: 'See Missing evidence. What is lost cannot be judged, so run the experiment again.',
  },
  'evidence-agrees': {
    title: 'The evidence agrees with itself',
    asks: 'Do facts that stand in several files agree?',
    next: RERUN,
  },
  'evidence-sealed': {
    title: 'The evidence is unchanged',
    asks: 'Is every file what the run left when it ended?',
    next: 'Restore the run directory from where the run wrote it. If that is not possible, run the experiment again.',
  },
  'sabotage-reached': {
    title: 'The planted bug was executed',
    asks: 'If the system was sabotaged, did it execute the broken path?',
    next: 'Use an experiment whose load and faults reach the sabotaged path.',
  },
  journal: {
    title: 'The journal can be read',
    asks: 'Did the run leave a journal that this version can read?',
    next: 'Use the version of evenkeel that made the run, or run the experiment again.',
  },
};

/** The texts of a check. An invariant has the name that the system's definition gives it. */
export function checkText(name: string): CheckText {
  const known = Object.hasOwn(CHECK_TEXTS, name) ? CHECK_TEXTS[name] : undefined;
  if (known !== undefined) return known;
  return {
    title: asTitle(name),
    asks: "An invariant of the system's definition: does it hold in the stores?",
    next: "Correct the invariant in the system's definition where its evidence says that it failed, then judge again.",
  };
}

/** `money-conserved` as `Money conserved`. */
function asTitle(name: string): string {
  const words = name.replaceAll(/[-_]+/g, ' ').trim();
  return words === '' ? 'Unnamed check' : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The `id` of a check's element, as a link to it names it. */
export const checkAnchor = (name: string): string => `check-${encodeURIComponent(name)}`;
