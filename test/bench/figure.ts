/** What a benchmark measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same kind of work without evenkeel, measured in the same run. */
  readonly floor?: number;
  /** The limit of the value or, if `of` is `floor`, of the value as a multiple of the floor. */
  readonly goal: number;
  readonly of?: 'value' | 'floor';
}

export const isWithin = ({ value, floor, goal, of = 'value' }: Figure): boolean =>
  (of === 'floor' ? value / (floor ?? Number.NaN) : value) <= goal;

/** A line of text: value, ratio to the floor, goal. */
export function describe(figure: Figure): string {
  const { name, value, unit, floor, goal, of = 'value' } = figure;
  const ratio = floor === undefined ? '' : `, ${(value / floor).toFixed(2)} x the floor of ${shown(floor)} ${unit}`;
  const limit = of === 'floor' ? `${goal} x the floor` : `${goal} ${unit}`.trimEnd();
  return `${isWithin(figure) ? 'within' : 'OVER  '}  ${name.padEnd(44)} ${`${shown(value)} ${unit}`.trimEnd()}${ratio} (at most ${limit})`;
}

const shown = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
