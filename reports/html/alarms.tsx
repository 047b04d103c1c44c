import { type AlarmRow, alarmRows } from '../facts/alarms.ts';
import { counted } from '../facts/format.ts';
import type { Run } from '../run.ts';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

export function AlarmsSection({ run }: { run: Run }) {
  const rows = alarmRows(run);
  if (rows.length === 0) return null;
  const unproven = rows.filter(({ isProven }) => !isProven).length;
  return (
    <Section id="alarms" title="Alarms">
      <p class="lead">
        {unproven === 0
          ? 'Every alarm has shown that it can fire and clear.'
          : `${counted(unproven, 'alarm is', 'alarms are')} unproven: nothing has shown yet that they can fire and clear.`}
      </p>
      <Table
        caption="What shows that each alarm can fire"
        columns={[
          { head: 'Alarm', cell: ({ alarm }: AlarmRow) => alarm },
          {
            head: 'Proof',
            cell: ({ proof, isProven }) => (isProven ? proof : <span class="open">{proof}</span>),
          },
          { head: 'What happened', cell: ({ text }) => text },
        ]}
        rows={rows}
      />
    </Section>
  );
}
