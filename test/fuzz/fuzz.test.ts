import { commandLinesTake } from './entries/command-line.ts';
import { documentsTake } from './entries/documents.ts';
import { filesTake } from './entries/files.ts';
import { localServicesTake } from './entries/local-services.ts';
import { runDirectoriesTake } from './entries/run-directories.ts';
import { shopApiTakes } from './entries/shop-api.ts';

for (const entry of [commandLinesTake, documentsTake, filesTake, shopApiTakes, runDirectoriesTake, localServicesTake]) {
  entry(30, 180_000);
}
