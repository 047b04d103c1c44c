/** Whole files removed, added, or replaced by those of another moment or another run. */
import { type ReconcileResult, SnapshotName } from '../../../chaos/schemas/index.ts';
import { ACCESS, EVENTS, HISTORY, JOURNAL, recordsFile, type RunDraft, TRACE_SUMMARY, TRACES } from '../run-files.ts';
import { drawn, type Kind } from './kind.ts';

const remove = (file: string): Kind => ({
  name: `${file}: removed, also from the counts`,
  apply: (run) => {
    if (!run.names.includes(file)) return false;
    run.replace(file, undefined);
    return true;
  },
});

const cut = (file: string): Kind => ({
  name: `${file}: cut in the middle of a line`,
  apply: (run) => {
    const text = run.text(file);
    run.replace(file, text.slice(0, Math.floor(text.length / 2)), false);
    return true;
  },
});

/** Replaces a file by the same one of another run: all its ids begin with that run's token. */
const ofAnotherRun = (file: string): Kind => ({
  name: `${file}: that of another run`,
  apply: (run) => {
    const { run: token } = run.journal;
    const text = run.text(file);
    const other = text.replaceAll(`${token}-`, 'r0-');
    if (other === text) return false;
    run.replace(file, other);
    return true;
  },
});

/** A reader that takes the first of two members with one name sees something else than the checks, which take the last. */
const twice = (file: string, member: RegExp, other: string): Kind => ({
  name: `${file}: ${other} before the same member with its own value`,
  apply: (run) => {
    const { names } = run;
    const name = names.find((one) => one === file || (file === RESULT && /^reconcile\/[^/]+\.json$/.test(one)));
    if (name === undefined) return false;
    const text = run.text(name);
    const changed = text.replace(member, (own) => `${other},${own}`);
    if (changed === text) return false;
    run.replace(name, changed);
    return true;
  },
});

const RESULT = 'reconcile/<run>.json';

/** Members that occur twice in what is no file of numbered lines. */
export const repeatedMemberKinds: readonly Kind[] = [
  twice(RESULT, /"outcome":/, '"outcome":"drift"'),
  twice('state/end/snapshot.json', /"name":/, '"name":"before"'),
  twice('k6/plan.json', /"seed":/, '"seed":1'),
  twice('k6/summary.json', /"ok":/, '"ok":false'),
  twice('k6/points.ndjson', /"status":/, '"status":"500"'),
  twice(TRACE_SUMMARY, /"lost":/, '"lost":99'),
];

const viewKinds = (moment: SnapshotName, views: readonly string[]): Kind[] => [
  remove(`state/${moment}/snapshot.json`),
  ...views.map((view) => remove(recordsFile(moment, view))),
  ...views.map(
    (view): Kind => ({
      name: `state/${moment}: without the view ${view} in its header, files and counts`,
      apply: (run) => {
        const header = run.header(moment);
        if (!header.views.includes(view)) return false;
        header.views = header.views.filter((one) => one !== view);
        run.replace(recordsFile(moment, view), undefined);
        return true;
      },
    }),
  ),
  {
    name: `state/${moment}: with a view that the system does not have`,
    apply: (run) => {
      run.header(moment).views.push('checkout.phantoms');
      run.replace(recordsFile(moment, 'checkout.phantoms'), '{"sequence":0,"key":"a","fields":{}}\n');
      return true;
    },
  },
];

const exchanged = (one: SnapshotName, other: SnapshotName): Kind => ({
  name: `state: the contents of ${one} written over those of ${other}`,
  apply: (run) => {
    for (const view of run.header(one).views) run.replace(recordsFile(other, view), run.text(recordsFile(one, view)));
    return true;
  },
});

/** A reconcile run, as it could have happened beside the run's own. */
const addedResult = (name: string, change: (result: ReconcileResult) => void): Kind => ({
  name: `reconcile: ${name}`,
  apply: (run) => {
    const copy = copyOfResult(run);
    if (copy === undefined) return false;
    change(copy);
    run.replace(`reconcile/${copy.runId}.json`, JSON.stringify(copy));
    return true;
  },
});

function copyOfResult(run: RunDraft): ReconcileResult | undefined {
  const [result] = run.reconciles;
  return result === undefined ? undefined : { ...structuredClone(result), runId: 'a-further-run' };
}

/** @param views the names of the run's views */
export function fileKinds(views: readonly string[]): Kind[] {
  return [
    remove(EVENTS),
    remove(HISTORY),
    remove(ACCESS),
    remove(TRACES),
    remove(TRACE_SUMMARY),
    cut(TRACES),
    ofAnotherRun(TRACES),
    cut(JOURNAL),
    cut(EVENTS),
    cut(HISTORY),
    cut(ACCESS),
    ofAnotherRun(EVENTS),
    ofAnotherRun(HISTORY),
    ...views.map((view) => ofAnotherRun(recordsFile('end', view))),
    ...SnapshotName.options.flatMap((moment) => viewKinds(moment, views)),
    exchanged('before', 'drained'),
    exchanged('before', 'end'),
    exchanged('drained', 'drifted'),
    exchanged('drifted', 'end'),
    {
      name: 'reconcile: the result of the judged run removed, also from the counts',
      apply: (run, draw) => {
        const result = drawn(run.reconciles, draw);
        if (result === undefined) return false;
        run.replace(`reconcile/${result.runId}.json`, undefined);
        return true;
      },
    },
    addedResult('a further result that no event mentions', () => undefined),
    addedResult('a further result that found nothing and that no event mentions', (result) => {
      result.outcome = 'clean';
      result.differences = [];
      result.rules = [];
    }),
    {
      name: 'reconcile: a file that no run writes, not counted',
      apply: (run) => {
        run.replace('reconcile/planted.json', '{}', false);
        return true;
      },
    },
    {
      name: 'state: a moment that no run has, not counted',
      apply: (run) => {
        run.replace('state/after/snapshot.json', '{}', false);
        return true;
      },
    },
    {
      name: 'journal.json counts: a file that is not there',
      apply: (run) => {
        run.journal.counts['state/end/checkout.phantoms.ndjson'] = 3;
        return true;
      },
    },
    {
      name: 'journal.json counts: a file outside the run directory',
      apply: (run) => {
        run.journal.counts['reconcile/../../journal.json'] = 1;
        return true;
      },
    },
    {
      name: 'journal.json: a key named __proto__',
      apply: (run) => {
        run.replace(JOURNAL, run.text(JOURNAL).replace('{', '{"__proto__":{"verdict":"PASS"},'));
        return true;
      },
    },
  ];
}
