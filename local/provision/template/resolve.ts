/** What the intrinsic functions of a template look up. Each lookup throws if the name is unknown. */
export interface Scope {
  /** The value of a resource, parameter or pseudo parameter; undefined for `AWS::NoValue`. */
  readonly ref: (name: string) => unknown;
  readonly attribute: (logicalId: string, attribute: string) => unknown;
  readonly importValue: (name: string) => unknown;
  readonly condition: (name: string) => boolean;
  readonly mapped: (map: string, first: string, second: string) => unknown;
  readonly availabilityZones: (region: string) => readonly string[];
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw new TypeError(`${name} takes a list, not ${JSON.stringify(value)}`);
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${name} takes text, not ${JSON.stringify(value)}`);
}

/** A list argument with its elements resolved. */
const parts = (argument: unknown, scope: Scope, name: string): readonly unknown[] =>
  list(resolve(argument, scope), name);

/** `A.B.C` or `[A, B.C]`. */
function attributeOf(argument: unknown, scope: Scope): unknown {
  const path = typeof argument === 'string' ? argument.split('.') : [...parts(argument, scope, 'Fn::GetAtt')];
  const [logicalId, ...attribute] = path.map((part) => text(part, 'Fn::GetAtt'));
  return scope.attribute(logicalId ?? '', attribute.join('.'));
}

function substitute(argument: unknown, scope: Scope): string {
  const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
  const given = resolve(variables ?? {}, scope) as Readonly<Record<string, unknown>>;
  return text(pattern, 'Fn::Sub').replaceAll(/\$\{(!?)([^}]*)\}/gu, (_whole, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (name in given) return text(given[name], 'Fn::Sub');
    return text(name.includes('.') ? attributeOf(name, scope) : scope.ref(name), 'Fn::Sub');
  });
}

function choose(argument: unknown, scope: Scope): unknown {
  const [condition, then, otherwise] = list(argument, 'Fn::If');
  return resolve(scope.condition(text(condition, 'Fn::If')) ? then : otherwise, scope);
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(text(name, 'Ref')),
  Condition: (name, scope) => scope.condition(text(name, 'Condition')),
  'Fn::GetAtt': attributeOf,
  'Fn::Sub': substitute,
  'Fn::If': choose,
  'Fn::ImportValue': (name, scope) => scope.importValue(text(resolve(name, scope), 'Fn::ImportValue')),
  'Fn::Join': (argument, scope) => {
    const [separator, pieces] = parts(argument, scope, 'Fn::Join');
    return list(pieces, 'Fn::Join')
      .map((piece) => text(piece, 'Fn::Join'))
      .join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, from] = parts(argument, scope, 'Fn::Select');
    const choices = list(from, 'Fn::Select');
    const chosen = choices[Number(index)];
    if (chosen === undefined)
      throw new RangeError(`Fn::Select has no element ${String(index)} of ${String(choices.length)}`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = parts(argument, scope, 'Fn::Split');
    return text(whole, 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = parts(argument, scope, 'Fn::FindInMap').map((each) => text(each, 'Fn::FindInMap'));
    return scope.mapped(map ?? '', first ?? '', second ?? '');
  },
  'Fn::GetAZs': (region, scope) => scope.availabilityZones(text(resolve(region, scope), 'Fn::GetAZs')),
  'Fn::Base64': (value, scope) => Buffer.from(text(resolve(value, scope), 'Fn::Base64')).toString('base64'),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = parts(argument, scope, 'Fn::Equals');
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope) => parts(argument, scope, 'Fn::And').every((each) => each === true),
  'Fn::Or': (argument, scope) => parts(argument, scope, 'Fn::Or').includes(true),
  'Fn::Not': (argument, scope) => parts(argument, scope, 'Fn::Not')[0] !== true,
};

/** The function that an object with a single member calls; `Condition` is a function only if its value is a name. */
function intrinsicOf(value: object): readonly [Intrinsic, unknown] | undefined {
  const [entry, ...others] = Object.entries(value) as [string, unknown][];
  if (!entry || others.length > 0) return undefined;
  const [name, argument] = entry;
  if (name === 'Condition' && typeof argument !== 'string') return undefined;
  const intrinsic = INTRINSICS[name];
  if (!intrinsic && name.startsWith('Fn::')) throw new TypeError(`${name} is not supported`);
  return intrinsic && [intrinsic, argument];
}

/** Evaluates all intrinsic functions in a value of a template; members that evaluate to `AWS::NoValue` are omitted. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((each: unknown) => resolve(each, scope)).filter((each) => each !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic) return intrinsic[0](intrinsic[1], scope);
  const entries = Object.entries(value).map(([name, each]) => [name, resolve(each, scope)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}
