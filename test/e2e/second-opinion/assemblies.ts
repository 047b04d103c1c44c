/** The cloud assemblies that the suite deploys: a stage as it is, before a change, and with a mistake. */
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp } from '../../../infra/app.ts';
import { bundleFunctions } from '../../../infra/bundle.ts';
import { stageNamed } from '../../../infra/stage.ts';
import { type MutateTemplate, mutateTemplates, type Template } from '../../../infra/templates.ts';
import { withoutUnsupported } from './gaps.ts';
import { withoutResource } from './without-resource.ts';

/** The function that the second deployment changes. */
export const CHANGED = 'shipping-api';

/** The table that only the second deployment has, and the table and function that it no longer has. */
export const ADDED = 'shipping-parcels';
export const REMOVED = { table: 'shipping-customers', function: 'shipping-customers' } as const;

export interface Bundles {
  /** Folder of the functions' code. */
  readonly folder: string;
  /** The same, with another version of one function. */
  readonly changed: string;
}

export async function bundleTwice(directory: string): Promise<Bundles> {
  const bundles = { folder: join(directory, 'bundles'), changed: join(directory, 'changed-bundles') };
  await bundleFunctions(bundles.folder);
  await cp(bundles.folder, bundles.changed, { recursive: true });
  const file = join(bundles.changed, CHANGED, 'index.mjs');
  await writeFile(file, `${await readFile(file, 'utf8')}\n// another version\n`);
  return bundles;
}

const unchanged: MutateTemplate = (template) => template;

/**
 * Writes the assembly of a stage, without what MiniStack lacks.
 *
 * @param first leaves out the protection against deletion, as `npm run synth -- --first` does
 */
export async function writeAssembly(options: {
  readonly stage: string;
  readonly outdir: string;
  readonly bundles: string;
  readonly first?: boolean;
  readonly mutate?: MutateTemplate;
}): Promise<string> {
  const { stage, outdir, bundles, first = false, mutate = unchanged } = options;
  const named = stageNamed(stage);
  buildApp({ stage: first ? { ...named, protectStores: false } : named, outdir, bundles, validate: false }).synth();
  await mutateTemplates(outdir, (template, stack) => mutate(withoutUnsupported(template), stack));
  await renameTemplateAssets(outdir);
  return outdir;
}

/** Gives each template the hash of its new content: the CLI publishes no asset whose hash the bucket has already. */
async function renameTemplateAssets(outdir: string): Promise<void> {
  const manifest = join(outdir, 'manifest.json');
  let stacks = await readFile(manifest, 'utf8');
  for (const name of (await readdir(outdir)).filter((file) => file.endsWith('.assets.json'))) {
    const file = join(outdir, name);
    const assets = await readFile(file, 'utf8');
    const { files } = JSON.parse(assets) as {
      readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>;
    };
    const [before, asset] =
      Object.entries(files).find(([, { source }]) => source.path.endsWith('.template.json')) ?? [];
    if (before === undefined || asset === undefined) throw new Error(`${name} has no template`);
    const after = createHash('sha256')
      .update(await readFile(join(outdir, asset.source.path)))
      .digest('hex');
    await writeFile(file, assets.replaceAll(before, after));
    stacks = stacks.replaceAll(before, after);
  }
  await writeFile(manifest, stacks);
}

/** The stacks with one table more, and without another table and the function that writes it. */
export const withOtherTables =
  (prefix: string): MutateTemplate =>
  (template, stack) => {
    const withoutTable = withoutResource(template, 'AWS::DynamoDB::Table', 'TableName', `${prefix}${REMOVED.table}`);
    const { Resources, ...rest } = withoutResource(
      withoutTable,
      'AWS::Lambda::Function',
      'FunctionName',
      `${prefix}${REMOVED.function}`,
    );
    const added = stack === `${prefix}data` && { AddedTable: table(`${prefix}${ADDED}`) };
    return { ...rest, Resources: { ...Resources, ...added } };
  };

const table = (TableName: string): Template['Resources'][string] => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  },
});

/** Makes the creation of the first stack fail once its tables exist: a migration is no SQL. */
export const withBrokenMigration: MutateTemplate = (template) => {
  const tables = Object.keys(template.Resources).filter(
    (id) => template.Resources[id]?.Type === 'AWS::DynamoDB::Table',
  );
  return mapResources(template, (resource) => {
    if (resource.Type !== 'Custom::SchemaMigration') return resource;
    const [first, ...others] = resource.Properties?.['Databases'] as readonly {
      readonly Migrations: readonly object[];
    }[];
    const broken = { ...first, Migrations: [...(first?.Migrations ?? []), { Name: '999-broken.sql', Sql: 'NO SQL;' }] };
    const order = 'DependsOn' in resource && Array.isArray(resource.DependsOn) ? (resource.DependsOn as string[]) : [];
    return {
      ...resource,
      Properties: { ...resource.Properties, Databases: [broken, ...others] },
      DependsOn: [...order, ...tables],
    };
  });
};

/** Keeps stores when the creation of their stack fails. */
export const withStoresKept: MutateTemplate = (template) =>
  mapResources(template, (resource) =>
    'DeletionPolicy' in resource && resource.DeletionPolicy === 'RetainExceptOnCreate'
      ? { ...resource, DeletionPolicy: 'Retain' }
      : resource,
  );

function mapResources(
  template: Template,
  change: (resource: Template['Resources'][string]) => Template['Resources'][string],
): Template {
  const entries = Object.entries(template.Resources).map(([id, resource]) => [id, change(resource)] as const);
  return { ...template, Resources: Object.fromEntries(entries) };
}
