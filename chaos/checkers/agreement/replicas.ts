import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal } from '../../schemas/index.ts';
import { comparison, repeated } from './comparison.ts';

type Compared = Extract<JudgedEvent, { kind: 'replication.compared' }>;

/** What the other region's rules found while nothing was replicated, with the rules and the views of the run. */
export const replicasComparison = comparison('replicas', ['events', 'drained'], ({ events, drained }, { journal }) =>
  events
    .filter((event) => event.kind === 'replication.compared')
    .flatMap((compared) => [
      ...foundTwice(compared),
      ...viewsDiffer(compared),
      ...rulesDiffer(compared, journal),
      // The stores of the home region may have views of other names.
      ...(journal.regions?.own === 'other'
        ? compared.views
            .filter((view) => !drained.views.has(view))
            .map((view) => `${compared.faultId}: ${view} was compared, and the stores of this region have no such view`)
        : []),
    ]),
);

/** A rule looks at each key once. */
function foundTwice({ faultId, found }: Compared): string[] {
  return repeated(found.map(({ rule, key }) => `${key} by the rule ${rule}`)).map(
    (one) => `${faultId}: found twice: ${one}`,
  );
}

/** A rule compares one view of the region, and what it finds stands in that view. */
function viewsDiffer({ faultId, views, found }: Compared): string[] {
  const viewsOf = new Map<string, Set<string>>();
  for (const { rule, view } of found) viewsOf.set(rule, (viewsOf.get(rule) ?? new Set<string>()).add(view));
  return [...viewsOf].flatMap(([rule, own]) => [
    ...(own.size > 1 ? [`${faultId}: the rule ${rule} found copies in ${[...own].join(' and ')}`] : []),
    ...[...own]
      .filter((view) => !views.includes(view))
      .map((view) => `${faultId}: the rule ${rule} found copies in ${view}, which was not compared`),
  ]);
}

/** Only rules that the home region lacks compare its copies with those of the other region. */
function rulesDiffer({ faultId, found, views }: Compared, { regions, rules }: Journal): string[] {
  if (regions === undefined || rules === undefined) return [];
  const named = [...new Set(found.map(({ rule }) => rule))];
  if (regions.own === 'home') {
    return named
      .filter((rule) => rules.includes(rule))
      .map((rule) => `${faultId}: the rule ${rule} found copies in ${regions.other}, and it is one of ${regions.home}`);
  }
  return [
    ...named
      .filter((rule) => !rules.includes(rule))
      .map((rule) => `${faultId}: the rule ${rule} found copies in ${regions.other}, which has no such rule`),
    ...(views.length > rules.length
      ? [`${faultId}: ${views.length} views were compared, and ${regions.other} has ${rules.length} rules`]
      : []),
  ];
}
