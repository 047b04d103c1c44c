import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'shipping-traces-apart';

/** The system traces, whatever its stage says: otherwise there would be nothing to break. */
export const shippingTracesApart: Sabotage = {
  name,
  culprit:
    'Shipping adds its own name to what a trace id is derived from, so the trace of a saga breaks off before it.',
  expectedCheck: 'traces-whole',
  experiment: 'stock_runs_out',
  environment: [{ functions: '^evenkeel-', set: { TRACING: 'otlp' } }],
  overrides: [
    {
      module: 'services/shared/tracing/saga-trace',
      find: "const digest = createHash('sha256').update(correlationId)",
      replace: `const isApart = process.env['SERVICE'] === 'shipping';
        if (isApart) ${mark(name, "correlationId + ' has a trace of its own in shipping'")}
        const digest = createHash('sha256').update(isApart ? 'shipping ' + correlationId : correlationId)`,
    },
  ],
};
