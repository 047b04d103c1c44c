import { type EvidenceFileFact, evidenceFiles } from '../facts/evidence-files.ts';
import { figure } from '../facts/format.ts';
import type { Run } from '../run.ts';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

/** More rows than this are in a list that opens on demand. */
const MAX_OPEN = 12;

/** Links to the files of the run directory, in which the page lies, and what is missing of them. */
export function EvidenceSection({ run: { journal, gaps } }: { run: Run }) {
  const files = evidenceFiles(journal);
  const table = (
    <Table
      caption="Files of the run directory"
      columns={[
        { head: 'File', cell: ({ name, href }: EvidenceFileFact) => <a href={href}>{name}</a> },
        { head: 'Holds', cell: ({ holds }) => holds },
        { head: 'Entries', cell: ({ entries }) => (entries === undefined ? '' : figure(entries)), numeric: true },
      ]}
      rows={files}
    />
  );
  return (
    <Section id="evidence" title="Evidence">
      <p class="lead">
        The verdict follows from these files alone. The links work while this page is in the run directory.
      </p>
      {files.length > MAX_OPEN ? (
        <details>
          <summary>{`All ${figure(files.length)} files`}</summary>
          {table}
        </details>
      ) : (
        table
      )}
      {gaps.length === 0 ? null : (
        <div class="gaps">
          <h3>Missing evidence</h3>
          <ul class="evidence">
            {gaps.map((gap) => (
              <li>{gap}</li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}
