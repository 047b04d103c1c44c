import type { RunEvent } from '@evenkeel/chaos/schemas';
import { figure } from '../facts/format.ts';
import { sampleTraces, type Trace } from '../facts/traces.ts';

export function TracesSection({ events }: { events: readonly RunEvent[] }) {
  const traces = sampleTraces(events);
  if (traces.length === 0) return null;
  return (
    <section>
      <h2>Sample sagas, step by step</h2>
      <p class="lead">In real milliseconds since the saga's first step. A diamond marks an injected fault.</p>
      <div class="traces">
        {traces.map((trace) => (
          <TraceList trace={trace} />
        ))}
      </div>
    </section>
  );
}

function TraceList({ trace: { correlationId, end, steps } }: { trace: Trace }) {
  return (
    <div>
      <h3>{end}</h3>
      <code class="soft">{correlationId}</code>
      <ol class="trace">
        {steps.map(({ afterMs, who, what, kind, at }) => (
          <li class={kind}>
            <span class="after" title={at}>
              {figure(afterMs)} ms
            </span>
            <span class="dot" aria-hidden="true" />
            <span>
              {kind === 'fault' ? 'fault ' : null}
              <span class="who">{who}</span> {what}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
