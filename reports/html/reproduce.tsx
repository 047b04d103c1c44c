import { dateTime, figure } from '../facts/format.ts';
import { systemText } from '../facts/verdict.ts';
import type { Run } from '../run.ts';

export function ReproduceSection({ run: { journal, gaps } }: { run: Run }) {
  const facts: [string, string][] = [
    ['Seed', String(journal.seed)],
    ['Target', journal.target],
    ['System', systemText(journal)],
    ['Speed of the virtual clock', figure(journal.speed, 1)],
    ['Started', `${dateTime(journal.startedAt)}, virtual ${dateTime(journal.virtualStartedAt)}`],
    ['Ended', journal.endedAt === null ? 'not recorded' : dateTime(journal.endedAt)],
    ...Object.entries(journal.figures).map(([name, value]): [string, string] => [name, figure(value, 2)]),
    ...Object.entries(journal.versions).map(([name, version]): [string, string] => [`Version of ${name}`, version]),
    ...Object.entries(journal.counts).map(([name, count]): [string, string] => [`Entries of ${name}`, figure(count)]),
  ];
  return (
    <section>
      <h2>Reproduce this run</h2>
      <pre>{journal.command}</pre>
      <div class="scroll">
        <table class="facts">
          <caption>Settings and versions of this run</caption>
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
      {gaps.length === 0 ? null : (
        <div class="gaps">
          <h2>Missing evidence</h2>
          <ul class="evidence">
            {gaps.map((gap) => (
              <li>{gap}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
