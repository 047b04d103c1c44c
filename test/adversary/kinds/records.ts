/** Every kind of record dropped, doubled and moved. */
import {
  type RunEvent,
  RunEvent as Schema,
  type SnapshotName,
  SnapshotName as Moments,
} from '../../../chaos/schemas/index.ts';
import { alternativesOf } from '../schema-fields.ts';
import { EVENTS, HISTORY, type Json, recordsFile, type RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';

/** Whether a line may be changed in this way. */
type Chosen = (line: Json) => boolean;

function dropOne(lines: Json[], chosen: Chosen, draw: Draw): boolean {
  const places = [...lines.keys()].filter((place) => chosen(lines[place] ?? {}));
  const place = drawn(places, draw);
  if (place === undefined) return false;
  lines.splice(place, 1);
  return true;
}

function doubleOne(lines: Json[], chosen: Chosen, draw: Draw, change: (line: Json) => void = () => undefined): boolean {
  const places = [...lines.keys()].filter((place) => chosen(lines[place] ?? {}));
  const place = drawn(places, draw);
  if (place === undefined) return false;
  const copy = structuredClone(lines[place] ?? {});
  change(copy);
  lines.splice(place + 1, 0, copy);
  return true;
}

function eventKinds(kind: string): Kind[] {
  const isOne: Chosen = (line) => line['kind'] === kind;
  return [
    { name: `${EVENTS} ${kind}: one dropped`, apply: (run, draw) => dropOne(run.lines(EVENTS), isOne, draw) },
    { name: `${EVENTS} ${kind}: one twice`, apply: (run, draw) => doubleOne(run.lines(EVENTS), isOne, draw) },
    {
      name: `${EVENTS} ${kind}: all dropped`,
      apply: (run) => {
        const events = run.lines(EVENTS);
        const others = events.filter((line) => !isOne(line));
        if (others.length === events.length) return false;
        events.splice(0, events.length, ...others);
        return true;
      },
    },
    {
      name: `${EVENTS} ${kind}: one moved to the beginning`,
      apply: (run, draw) => moveEvent(run, kind, 'first', draw),
    },
    { name: `${EVENTS} ${kind}: one moved to the end`, apply: (run, draw) => moveEvent(run, kind, 'last', draw) },
  ];
}

/** Moves an event to another moment, with both of its times. */
function moveEvent({ events }: RunDraft, kind: string, to: 'first' | 'last', draw: Draw): boolean {
  const event = drawn(
    events.filter((one) => one.kind === kind),
    draw,
  );
  const target = to === 'first' ? events[0] : events.at(-1);
  if (event === undefined || target === undefined || event === target) return false;
  const { at, elapsedMs }: RunEvent = target;
  Object.assign(event, { at, elapsedMs });
  events.splice(events.indexOf(event), 1);
  events.splice(to === 'first' ? 0 : events.length, 0, event);
  return true;
}

function recordKinds(moment: SnapshotName, view: string): Kind[] {
  const file = recordsFile(moment, view);
  const lines = (run: RunDraft) => run.lines(file);
  return [
    { name: `${file}: one dropped`, apply: (run, draw) => dropOne(lines(run), () => true, draw) },
    { name: `${file}: one twice`, apply: (run, draw) => doubleOne(lines(run), () => true, draw) },
    {
      name: `${file}: one more, under a key of its own`,
      apply: (run, draw) =>
        doubleOne(
          lines(run),
          () => true,
          draw,
          (line) => {
            line['key'] = `${String(line['key'])}-zz`;
          },
        ),
    },
    {
      name: `${file}: emptied`,
      apply: (run) => lines(run).splice(0).length > 0,
    },
    {
      name: `${file}: two records exchanged their contents`,
      apply: (run, draw) => {
        const records = lines(run);
        const one = drawn(records, draw);
        const other = drawn(
          records.filter(({ fields }) => JSON.stringify(fields) !== JSON.stringify(one?.['fields'])),
          draw,
        );
        if (one === undefined || other === undefined) return false;
        [one['fields'], other['fields']] = [other['fields'], one['fields']];
        return true;
      },
    },
    {
      name: `${file}: in another order`,
      apply: (run) => lines(run).length > 1 && lines(run).reverse().length > 1,
    },
  ];
}

const historyKinds: readonly Kind[] = [
  { name: `${HISTORY}: one dropped`, apply: (run, draw) => dropOne(run.lines(HISTORY), () => true, draw) },
  { name: `${HISTORY}: one twice`, apply: (run, draw) => doubleOne(run.lines(HISTORY), () => true, draw) },
  {
    name: `${HISTORY}: one more, of an iteration that was never planned`,
    apply: (run, draw) =>
      doubleOne(
        run.lines(HISTORY),
        () => true,
        draw,
        (line) => {
          line['iteration'] = 999;
          line['correlationId'] = `${run.journal.run}-${String(line['scenario'])}-999`;
        },
      ),
  },
  { name: `${HISTORY}: emptied`, apply: (run) => run.lines(HISTORY).splice(0).length > 0 },
  { name: `${HISTORY}: in another order`, apply: (run) => run.lines(HISTORY).reverse().length > 1 },
];

const fromResult = (
  name: string,
  list: 'rules' | 'differences',
  change: (items: unknown[], draw: Draw) => boolean,
): Kind => ({
  name: `reconcile ${list}: ${name}`,
  apply: (run, draw) => {
    const result = drawn(
      run.reconciles.filter((one) => one[list].length > 0),
      draw,
    );
    return result !== undefined && change(result[list], draw);
  },
});

const resultKinds: readonly Kind[] = (['rules', 'differences'] as const).flatMap((list) => [
  fromResult('one dropped', list, (items, draw) => items.splice(draw(items.length), 1).length > 0),
  fromResult('one twice', list, (items, draw) => {
    const place = draw(items.length);
    return items.splice(place, 0, structuredClone(items[place])).length === 0;
  }),
  fromResult('all dropped', list, (items) => items.splice(0).length > 0),
]);

/** @param views the names of the run's views */
export function wholeRecordKinds(views: readonly string[]): Kind[] {
  return [
    ...[...alternativesOf(Schema, 'kind').keys()].flatMap(eventKinds),
    ...historyKinds,
    ...resultKinds,
    ...Moments.options.flatMap((moment) => views.flatMap((view) => recordKinds(moment, view))),
  ];
}
