import { anchorOf, type ChosenStories, TRACES_FILE } from '../facts/chosen-stories.ts';
import { counted, figure } from '../facts/format.ts';
import type { Story, StoryStep } from '../facts/stories.ts';
import { headlineOf } from '../facts/verdict.ts';
import type { Run } from '../run.ts';
import { renderDocument } from './document.tsx';
import { Section } from './section.tsx';

/** Steps of one story. A saga has some twenty; only one that a fault hits again and again has more. */
const MAX_STEPS = 60;
/** Characters of a request that are shown. */
const MAX_ASKED = 400;

/** The stories of the ids that failed or that a fault hit. */
export function TracesSection({ stories }: { stories: ChosenStories }) {
  const { onPage, beside, leftOut } = stories;
  if (onPage.length === 0) return null;
  return (
    <Section id="traces" title="Traces">
      <p class="lead">
        What happened to each request that failed, that a fault hit, or that a check names: in real milliseconds since
        its first step. A diamond marks an injected fault.
      </p>
      {beside.length === 0 ? null : (
        <p>
          {`The first ${figure(onPage.length)} are here, and `}
          <a href={TRACES_FILE}>{`${figure(beside.length)} more on a page of their own`}</a>.
        </p>
      )}
      <LeftOut count={leftOut} />
      <TraceList stories={onPage} />
    </Section>
  );
}

/** The page of the stories for which the report has no room. */
export function renderTraces({ journal }: Pick<Run, 'journal'>, { beside, leftOut }: ChosenStories): string {
  return renderDocument({
    title: `Traces: ${journal.experiment.title}`,
    children: (
      <>
        <header>
          <p class="eyebrow">
            experiment {journal.experiment.name}, run <code>{journal.run}</code>, {headlineOf(journal).word}
          </p>
          <h1>Further traces</h1>
          <p>
            {`${counted(beside.length, 'trace')} of requests that failed or that a fault hit. The most urgent ones are in the `}
            <a href="report.html#traces">report</a>.
          </p>
          <LeftOut count={leftOut} />
        </header>
        <main>
          <TraceList stories={beside} />
        </main>
      </>
    ),
  });
}

function LeftOut({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <p>
      {`${counted(count, 'more trace is', 'more traces are')} left out. This prints any of them: `}
      <code>evenkeel report trace RUN ID</code>
    </p>
  );
}

function TraceList({ stories }: { stories: readonly Story[] }) {
  return (
    <div class="traces">
      {stories.map((story) => (
        <Trace story={story} />
      ))}
    </div>
  );
}

function Trace({ story: { correlationId, operation, faults, last, steps } }: { story: Story }) {
  const more = steps.length - MAX_STEPS;
  return (
    <details class="story">
      <summary>
        <code>{correlationId}</code>
        <span class="gist">
          {[
            operation === undefined ? '' : answerText(operation.status),
            faults.length === 0 ? '' : `hit by ${faults.join(', ')}`,
            last === undefined ? '' : `last step ${last}`,
          ]
            .filter((part) => part !== '')
            .join('; ')}
        </span>
      </summary>
      {/* A link opens the element that is around its target, so the target is inside. */}
      <div id={anchorOf(correlationId)}>
        {operation?.asked === undefined ? null : <pre class="asked">{shortened(JSON.stringify(operation.asked))}</pre>}
        <ol class="trace">
          {steps.slice(0, MAX_STEPS).map((step) => (
            <Step step={step} />
          ))}
        </ol>
        {more > 0 ? <p class="soft small">{`${counted(more, 'more step is', 'more steps are')} left out.`}</p> : null}
      </div>
    </details>
  );
}

const answerText = (status: number): string => (status === 0 ? 'no answer' : `answered ${status}`);

const shortened = (text: string): string => (text.length <= MAX_ASKED ? text : `${text.slice(0, MAX_ASKED)} …`);

function Step({ step: { afterMs, who, what, kind, at } }: { step: StoryStep }) {
  return (
    <li class={kind}>
      <span class="after" title={at}>
        {figure(afterMs)} ms
      </span>
      <span class="dot" aria-hidden="true" />
      <span>
        <span class="who">{who}</span> {what}
      </span>
    </li>
  );
}
