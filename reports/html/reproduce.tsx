import { dateTime, figure } from '../facts/format.ts';
import { figureLabel } from '../facts/labels.ts';
import { originFacts } from '../facts/origin.ts';
import { systemText } from '../facts/verdict.ts';
import type { Run } from '../run.ts';
import { Section } from './section.tsx';

type Facts = readonly (readonly [name: string, value: string])[];

export function ReproduceSection({ run: { journal } }: { run: Pick<Run, 'journal'> }) {
  const settings: Facts = [
    ...originFacts(journal),
    ['Seed', String(journal.seed)],
    ['Target', journal.target === 'local' ? 'this machine' : 'AWS'],
    ['System', systemText(journal)],
    ['Speed of the virtual clock', figure(journal.speed, 1)],
    ['Started', `${dateTime(journal.startedAt)}, virtual ${dateTime(journal.virtualStartedAt)}`],
    ['Ended', journal.endedAt === null ? 'not recorded' : dateTime(journal.endedAt)],
    ...Object.entries(journal.versions).map(([name, version]): [string, string] => [`Version of ${name}`, version]),
  ];
  const machine = Object.entries(journal.figures).map(([name, value]): [string, string] => [
    figureLabel(name),
    figure(value, 2),
  ]);
  return (
    <Section id="reproduce" title="Reproduce this run">
      <pre>{journal.command}</pre>
      <FactTable caption="Settings and versions" facts={settings} />
      {machine.length === 0 ? null : (
        <details>
          <summary>What the run measured of itself and the machine</summary>
          <FactTable caption="Figures of the harness and the machine" facts={machine} />
        </details>
      )}
    </Section>
  );
}

function FactTable({ caption, facts }: { caption: string; facts: Facts }) {
  return (
    <div class="scroll">
      <table class="facts">
        <caption>{caption}</caption>
        <tbody>
          {facts.map(([name, value]) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
