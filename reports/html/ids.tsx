import { type ChosenStories, idPattern } from '../facts/chosen-stories.ts';
import { figure } from '../facts/format.ts';

/** More links than this do not help a reader. */
const MAX_LINKS = 40;

interface LinkedLineProps {
  readonly text: string;
  /** The token that begins every correlation id of the run. */
  readonly run: string;
  readonly stories: Pick<ChosenStories, 'hrefOf'>;
}

/** A line of evidence, in which each correlation id leads to its trace. */
export function LinkedLine({ text, run, stories }: LinkedLineProps) {
  const parts = text.split(new RegExp(`(${idPattern(run).source})`, 'g'));
  return <>{parts.map((part, index) => (index % 2 === 1 ? <IdLink id={part} stories={stories} /> : part))}</>;
}

function IdLink({ id, stories }: { id: string; stories: Pick<ChosenStories, 'hrefOf'> }) {
  const href = stories.hrefOf(id);
  return href === undefined ? <>{id}</> : <a href={href}>{id}</a>;
}

interface IdListProps {
  readonly summary: string;
  readonly ids: readonly string[];
  readonly stories: Pick<ChosenStories, 'hrefOf'>;
}

/** A list of ids that opens on demand, each with a link to its trace. */
export function IdList({ summary, ids, stories }: IdListProps) {
  if (ids.length === 0) return null;
  const more = ids.length - MAX_LINKS;
  return (
    <details>
      <summary>{summary}</summary>
      <ul class="ids">
        {ids.slice(0, MAX_LINKS).map((id) => (
          <li>
            <IdLink id={id} stories={stories} />
          </li>
        ))}
        {more > 0 ? <li class="soft">{`and ${figure(more)} more, under Traces`}</li> : null}
      </ul>
    </details>
  );
}
