/** The entry of a defective version: a small module around the code that it replaces. */

export interface WrapperPlan {
  readonly faultId: string;
  readonly run: string;
  readonly scenario: string;
  /** The operations that the seed chose, by their iterations. */
  readonly iterations: readonly number[];
  /** Virtual time after which the version behaves like the intact one, although nobody takes it back. */
  readonly until: string;
  readonly defect: 'throws' | 'slow' | 'code';
  readonly ms?: number | undefined;
  /** Path of the intact module, relative to the entry. */
  readonly intact: string;
  /** Path of the module that runs instead, relative to the entry; only for the defect `code`. */
  readonly other?: string | undefined;
  /** The export that Lambda calls. */
  readonly handler: string;
}

/**
 * JavaScript of the entry. It logs each hit before it acts, as the injector does, so that hits are evidence of the same
 * kind. A request that only reads is no hit: the operation is the request that changes something.
 */
export function wrapperSource({ intact, other, ...plan }: WrapperPlan): string {
  const pattern = `(?<![a-z0-9_])${plan.run}-${plan.scenario}-(?:0|[1-9][0-9]*)(?![0-9])`;
  return `import * as intactModule from ${JSON.stringify(intact)};
${other === undefined ? '' : `import * as otherModule from ${JSON.stringify(other)};`}
const plan = ${JSON.stringify({ ...plan, pattern })};
const exportOf = (module) => ({ ...module.default, ...module })[plan.handler];
const intact = exportOf(intactModule);
const other = ${other === undefined ? 'undefined' : 'exportOf(otherModule)'};
const until = Date.parse(plan.until);
const chosen = new Set(plan.iterations);
const ids = new RegExp(plan.pattern, 'g');
function hitsIn(event) {
  if (event?.httpMethod === 'GET' || event?.httpMethod === 'HEAD') return [];
  const found = new Set(JSON.stringify(event ?? null).match(ids) ?? []);
  return [...found].filter((id) => chosen.has(Number(id.slice(id.lastIndexOf('-') + 1))));
}
function record(correlationId) {
  const hit = { event: 'fault.hit', faultId: plan.faultId, correlationId, point: 'release', attempt: 1 };
  process.stdout.write(JSON.stringify(hit) + '\\n');
}
async function release(event, context) {
  if (Date.now() >= until) return intact(event, context);
  const hits = hitsIn(event);
  for (const id of hits) record(id);
  if (plan.defect === 'code') return other(event, context);
  if (hits.length === 0) return intact(event, context);
  if (plan.defect === 'throws') {
    throw Object.assign(new Error('the version that ' + plan.faultId + ' released fails'), { name: 'BadReleaseError' });
  }
  await new Promise((resolve) => setTimeout(resolve, plan.ms));
  return intact(event, context);
}
export { release as ${plan.handler} };
`;
}
