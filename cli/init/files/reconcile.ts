import type { Answers } from '../answers.ts';
import type { FoundApp, FoundTable } from '../inspect.ts';

/** A name in camel case that TypeScript accepts. */
function identifier(name: string): string {
  const text = name.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase());
  return /^[A-Za-z]/.test(text) ? text : `table${text}`;
}

/** The stores as views, and the rules that keep them consistent. */
export function reconcileFile({ tables }: FoundApp, { compared }: Answers): string {
  const imports =
    compared === undefined
      ? ['dynamoDbView', 'type View']
      : ['defineReconciliation', 'defineRule', 'dynamoDbView', 'minutes'];
  return [
    '/** What the stores must agree on. `evenkeel reconcile` and the hourly function compare it; game days are judged by it. */',
    ...(tables.length === 0 ? [] : ["import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"]),
    "import type { Connection } from 'evenkeel/chaos';",
    `import { ${(tables.length === 0 ? ['type View'] : imports).join(', ')} } from 'evenkeel/reconciler';`,
    '',
    ...(tables.length === 0 ? noViews() : views(tables, compared)),
    ...(compared === undefined ? exampleRule() : rule(compared)),
  ].join('\n');
}

const noViews = (): string[] => [
  '/** The stores that game days read. The app has no DynamoDB table; postgresView and dataApiView read SQL. */',
  'export const viewsOf = (_connection: Connection): readonly View[] => [];',
  '',
];

function views(tables: readonly FoundTable[], compared: Answers['compared']): string[] {
  const names = tables.map(({ name }) => identifier(name));
  return [
    '/** The stores as views. Add the fields that must agree, each with its type. */',
    'function storesOf(connection: Connection) {',
    "  const client = new DynamoDBClient(connection.client('DYNAMODB'));",
    '  const { prefix } = connection.system;',
    ...tables.flatMap((table, at) => view(table, names[at] ?? '', table === compared?.[1] ? compared[0] : table)),
    `  return { ${names.join(', ')} };`,
    '}',
    '',
    ...(compared === undefined
      ? [
          '/** The stores that game days read. */',
          'export const viewsOf = (connection: Connection): readonly View[] => Object.values(storesOf(connection));',
          '',
        ]
      : []),
  ];
}

const TYPES: Readonly<Record<string, string>> = { N: 'decimal', B: 'binary' };

/** @param named the table whose names the fields have, so that a rule can compare the two */
function view({ name, key }: FoundTable, variable: string, named: FoundTable): string[] {
  const [only, ...more] = key;
  const parts = key.map(({ attribute, type }) => `{ attribute: ${quoted(attribute)}, type: ${quoted(type)} }`);
  const isText = only !== undefined && more.length === 0 && only.type === 'S';
  const fields = key.map(({ attribute, type }, at) => {
    const field = named.key[at]?.attribute ?? attribute;
    const text = quoted(TYPES[type] ?? 'text');
    return `${property(field)}: ${field === attribute ? text : `{ type: ${text}, from: ${quoted(attribute)} }`}`;
  });
  return [
    `  const ${variable} = dynamoDbView({`,
    `    name: ${quoted(name)},`,
    '    client,',
    `    table: \`\${prefix}${name}\`,`,
    `    key: ${isText ? quoted(only.attribute) : `[${parts.join(', ')}]`},`,
    `    fields: { ${fields.join(', ')} },`,
    '  });',
  ];
}

const rule = ([left, right]: readonly [FoundTable, FoundTable]): string[] => [
  '/**',
  ' * Every rule. This one only reports; see `repair` in the documentation of defineRule. What a stream function derives, such as',
  ' * a counter per order, is compared by a rule of the kind `derived({ from, by, into, count })`.',
  ' */',
  'export function reconciliationOf(connection: Connection) {',
  `  const { ${identifier(left.name)}, ${identifier(right.name)} } = storesOf(connection);`,
  '  return defineReconciliation({',
  '    rules: [',
  '      defineRule({',
  `        name: ${quoted(`${left.name}-${right.name}`)},`,
  `        left: ${identifier(left.name)},`,
  `        right: ${identifier(right.name)},`,
  "        relation: 'equal',",
  "        mastership: { default: 'left' },",
  '        settleWindow: minutes(5),',
  "        repair: { kind: 'report' },",
  '      }),',
  '    ],',
  '  });',
  '}',
  '',
];

const exampleRule = (): string[] => [
  '/*',
  ' * A rule says that two views agree. With one, give defineSystem `reconciliation: reconciliationOf` instead of `evidence`:',
  ' *',
  ' * export const reconciliationOf = (connection: Connection) => {',
  ' *   const { orders, payments } = storesOf(connection);',
  ' *   return defineReconciliation({',
  ' *     rules: [',
  ' *       defineRule({',
  " *         name: 'order-payment',",
  ' *         left: orders,',
  ' *         right: payments,',
  " *         relation: 'equal',",
  " *         mastership: { default: 'left' },",
  ' *         settleWindow: minutes(5),',
  " *         repair: { kind: 'report' },",
  ' *       }),',
  ' *     ],',
  ' *   });',
  ' * };',
  ' */',
  '',
];

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));
